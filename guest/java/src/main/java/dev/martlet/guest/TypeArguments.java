package dev.martlet.guest;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a class gives for the type parameters of an interface it implements, however far up. */
final class TypeArguments {
  private TypeArguments() {}

  /** Empty if the class has the interface raw, or not at all. */
  static Optional<List<Type>> of(Class<?> implementing, Class<?> wanted) {
    return search(implementing, Map.of(), wanted);
  }

  private static Optional<List<Type>> search(
      Type type, Map<String, Type> variables, Class<?> wanted) {
    Class<?> raw;
    Map<String, Type> own;
    if (type instanceof ParameterizedType parameterized) {
      raw = (Class<?>) parameterized.getRawType();
      List<Type> arguments =
          Arrays.stream(parameterized.getActualTypeArguments())
              .map(argument -> resolve(argument, variables))
              .toList();
      if (raw == wanted) {
        return Optional.of(arguments);
      }
      own = bind(raw.getTypeParameters(), arguments);
    } else {
      raw = (Class<?>) type;
      own = Map.of();
    }
    return above(raw).stream()
        .map(each -> search(each, own, wanted))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static List<Type> above(Class<?> type) {
    List<Type> above = new ArrayList<>(Arrays.asList(type.getGenericInterfaces()));
    if (type.getGenericSuperclass() != null) {
      above.add(type.getGenericSuperclass());
    }
    return above;
  }

  private static Type resolve(Type argument, Map<String, Type> variables) {
    return argument instanceof TypeVariable<?> variable
        ? variables.getOrDefault(variable.getName(), argument)
        : argument;
  }

  private static Map<String, Type> bind(TypeVariable<?>[] parameters, List<Type> arguments) {
    return IntStream.range(0, parameters.length)
        .boxed()
        .collect(Collectors.toMap(i -> parameters[i].getName(), arguments::get));
  }
}
