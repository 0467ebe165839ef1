package dev.martlet.guest;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what a handler string names: {@code package.Class} or {@code package.Class::method}. */
final class HandlerLoader {
  private final ClassLoader classes;
  private final Serializers serializers;

  HandlerLoader(ClassLoader classes, Serializers serializers) {
    this.classes = classes;
    this.serializers = serializers;
  }

  /**
   * Loads the class and makes an instance of it.
   *
   * @throws Fault if there is no such handler, or the function's own code fails while it is loaded
   */
  Handler load(String handler) {
    int colons = handler.lastIndexOf("::");
    String className = colons < 0 ? handler : handler.substring(0, colons);
    String method = colons < 0 ? null : handler.substring(colons + 2);
    if (className.isEmpty() || (method != null && method.isEmpty())) {
      throw Fault.badCode("Invalid handler: `" + handler + "'");
    }
    Class<?> type = type(className);
    return method == null ? instance(type) : method(type, method);
  }

  private Class<?> type(String name) {
    try {
      return Class.forName(name, true, classes);
    } catch (ClassNotFoundException missing) {
      throw Fault.classNotFound(name, missing);
    } catch (LinkageError failed) {
      throw Fault.classNotLoaded(name, failed);
    }
  }

  private Handler instance(Class<?> type) {
    if (RequestStreamHandler.class.isAssignableFrom(type)) {
      return ((RequestStreamHandler) construct(type))::handleRequest;
    }
    if (RequestHandler.class.isAssignableFrom(type)) {
      return values(type);
    }
    throw Fault.badCode(
        "Class does not implement an appropriate handler interface: " + type.getName());
  }

  @SuppressWarnings("unchecked") // the event is made of the very type that the handler asks for
  private Handler values(Class<?> type) {
    String unknown =
        "Class "
            + type.getName()
            + " does not implement RequestHandler with concrete type parameters";
    List<Type> types =
        TypeArguments.of(type, RequestHandler.class).orElseThrow(() -> Fault.badCode(unknown));
    for (Type each : types) {
      if (each instanceof TypeVariable<?> variable
          && Arrays.equals(variable.getBounds(), new Type[] {Object.class})) {
        throw Fault.badCode(unknown + ": parameter " + each + " has no upper bound.");
      }
    }
    RequestHandler<@Nullable Object, @Nullable Object> handler =
        (RequestHandler<@Nullable Object, @Nullable Object>) construct(type);
    return new PojoHandler(
        handler::handleRequest,
        serializers.of(types.get(0)),
        types.get(1) == Void.class ? null : serializers.of(types.get(1)));
  }

  private Handler method(Class<?> type, String name) {
    HandlerMethod found = find(type, name);
    boolean isStatic = Modifier.isStatic(found.method().getModifiers());
    return found.on(isStatic ? null : construct(type), serializers);
  }

  private static HandlerMethod find(Class<?> type, String name) {
    try {
      return HandlerMethod.find(type, name)
          .orElseThrow(
              () ->
                  Fault.badCode(
                      "No public method named "
                          + name
                          + " with appropriate method signature found on class "
                          + type.getName()));
    } catch (LinkageError missing) {
      throw Fault.classNotLoaded(type.getName(), missing);
    }
  }

  private static Object construct(Class<?> type) {
    try {
      return constructor(type).newInstance();
    } catch (InvocationTargetException thrown) {
      throw Fault.notInstantiated(thrown.getCause() == null ? thrown : thrown.getCause());
    } catch (InstantiationException | IllegalAccessException | LinkageError failed) {
      throw Fault.notInstantiated(failed);
    }
  }

  private static Constructor<?> constructor(Class<?> type) {
    try {
      return type.getConstructor();
    } catch (NoSuchMethodException missing) {
      boolean inner = type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers());
      throw Fault.notInstantiated(
          new Exception(
              "Class "
                  + type.getName()
                  + (inner
                      ? " cannot be instantiated because it is a non-static inner class"
                      : " has no public zero-argument constructor"),
              missing));
    }
  }
}
