package dev.martlet.guest;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A method that a handler string names, and what it wants to be called with. */
final class HandlerMethod {
  /** What a parameter is for. */
  private enum Parameter {
    INPUT,
    OUTPUT,
    CONTEXT,
    EVENT
  }

  private static final Set<List<Parameter>> SIGNATURES =
      Set.of(
          List.of(),
          List.of(Parameter.EVENT),
          List.of(Parameter.CONTEXT),
          List.of(Parameter.EVENT, Parameter.CONTEXT),
          List.of(Parameter.INPUT),
          List.of(Parameter.OUTPUT),
          List.of(Parameter.INPUT, Parameter.OUTPUT),
          List.of(Parameter.INPUT, Parameter.CONTEXT),
          List.of(Parameter.OUTPUT, Parameter.CONTEXT),
          List.of(Parameter.INPUT, Parameter.OUTPUT, Parameter.CONTEXT));

  // AWS's order: none that the compiler made, then the longest, a context counting twice.
  private static final Comparator<HandlerMethod> PREFERRED_FIRST =
      Comparator.comparing((HandlerMethod each) -> each.method.isBridge())
          .thenComparing(HandlerMethod::weight, Comparator.reverseOrder());

  private final Method method;
  private final List<Parameter> parameters;

  private HandlerMethod(Method method) {
    this.method = method;
    this.parameters =
        Arrays.stream(method.getGenericParameterTypes()).map(HandlerMethod::parameter).toList();
  }

  /** The overload to call, if any can be. */
  static Optional<HandlerMethod> find(Class<?> type, String name) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals(name))
        .map(HandlerMethod::new)
        .filter(method -> SIGNATURES.contains(method.parameters))
        .min(PREFERRED_FIRST);
  }

  private static Parameter parameter(Type type) {
    if (type.equals(InputStream.class)) {
      return Parameter.INPUT;
    }
    if (type.equals(OutputStream.class)) {
      return Parameter.OUTPUT;
    }
    return type.equals(Context.class) ? Parameter.CONTEXT : Parameter.EVENT;
  }

  private int weight() {
    boolean context =
        !parameters.isEmpty() && parameters.get(parameters.size() - 1) == Parameter.CONTEXT;
    return parameters.size() + (context ? 1 : 0);
  }

  Method method() {
    return method;
  }

  /**
   * The handler that calls it.
   *
   * @param instance what it is called on; null if it is static
   */
  Handler on(@Nullable Object instance, Serializers serializers) {
    if (parameters.contains(Parameter.INPUT) || parameters.contains(Parameter.OUTPUT)) {
      return (input, output, context) -> stream(instance, input, output, context);
    }
    int event = parameters.indexOf(Parameter.EVENT);
    Type answer = method.getGenericReturnType();
    return new PojoHandler(
        (value, context) -> call(instance, arguments(null, null, value, context)),
        event < 0 ? null : serializers.of(method.getGenericParameterTypes()[event]),
        answer == void.class || answer == Void.class ? null : serializers.of(answer));
  }

  private void stream(
      @Nullable Object instance, InputStream input, OutputStream output, Context context)
      throws Throwable {
    call(instance, arguments(input, output, null, context));
    if (!parameters.contains(Parameter.OUTPUT)) {
      output.write("null".getBytes(StandardCharsets.UTF_8));
    }
  }

  private List<@Nullable Object> arguments(
      @Nullable InputStream input,
      @Nullable OutputStream output,
      @Nullable Object event,
      Context context) {
    List<@Nullable Object> arguments = new ArrayList<>();
    for (Parameter parameter : parameters) {
      arguments.add(
          switch (parameter) {
            case INPUT -> input;
            case OUTPUT -> output;
            case CONTEXT -> context;
            case EVENT -> event;
          });
    }
    return arguments;
  }

  private @Nullable Object call(@Nullable Object instance, List<@Nullable Object> arguments)
      throws Throwable {
    try {
      return method.invoke(instance, arguments.toArray());
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }
}
