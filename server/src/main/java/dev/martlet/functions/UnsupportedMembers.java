package dev.martlet.functions;

import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Structure;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a request asks for and we cannot do yet. It goes by the model, so a member that is
 * new there is refused until somebody honours it.
 */
final class UnsupportedMembers {
  private UnsupportedMembers() {}

  /**
   * @param honoured the members that are looked at, those of structures with their path: {@code
   *     Code.ZipFile}
   */
  static <T> void refuse(Structure<T> shape, T request, Set<String> honoured) {
    refuse(shape, request, "", honoured);
  }

  private static <T> void refuse(Structure<T> shape, T value, String prefix, Set<String> honoured) {
    List<Member> members = shape.members();
    for (int index = 0; index < members.size(); index++) {
      Member member = members.get(index);
      Object inner = shape.value(value, index);
      if (!asks(member.shape(), inner)) {
        continue;
      }
      String path = prefix.isEmpty() ? member.name() : prefix + member.name();
      if (honoured.contains(path)) {
        continue;
      }
      if (honoured.stream().noneMatch(known -> known.startsWith(path + "."))) {
        throw Refusal.unsupported(path);
      }
      refuseInside(member.shape(), inner, path + ".", honoured);
    }
  }

  @SuppressWarnings("unchecked") // a value is of the type that its shape says
  private static void refuseInside(
      Shape shape, @Nullable Object value, String prefix, Set<String> honoured) {
    if (shape instanceof Structure<?> structure && value != null) {
      refuse((Structure<Object>) structure, value, prefix, honoured);
    }
  }

  /** Whether a value asks for anything: clients send empty lists and structures without meaning. */
  @SuppressWarnings("unchecked") // a value is of the type that its shape says
  private static boolean asks(Shape shape, @Nullable Object value) {
    if (shape instanceof Structure<?> structure && value != null) {
      return asksInside((Structure<Object>) structure, value);
    }
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case String text -> !text.isEmpty();
      case Collection<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  private static boolean asksInside(Structure<Object> structure, Object value) {
    List<Member> members = structure.members();
    for (int index = 0; index < members.size(); index++) {
      if (asks(members.get(index).shape(), structure.value(value, index))) {
        return true;
      }
    }
    return false;
  }
}
