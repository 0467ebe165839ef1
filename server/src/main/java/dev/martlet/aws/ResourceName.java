package dev.martlet.aws;

import dev.martlet.model.Call;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.shape.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ARN that a call is about, from its operation's template: {@code
 * arn:aws:lambda:{region}:{account}:function:{FunctionName}}. A member that holds an ARN already is
 * the resource itself.
 */
final class ResourceName<I> {
  /** What policies call no single resource. */
  static final String ANY = "*";

  private final Structure<I> input;
  private final List<Part> parts;

  /** A piece of the template. */
  private sealed interface Part {
    record Literal(String text) implements Part {}

    record OfRegion() implements Part {}

    record OfAccount() implements Part {}

    /** The member at that position of the input. */
    record OfMember(int index) implements Part {}
  }

  ResourceName(Operation<I, ?> operation) {
    input = operation.input();
    parts = operation.resource() == null ? List.of() : parse(operation.resource(), input);
  }

  String of(Call call, I value) {
    if (parts.isEmpty()) {
      return ANY;
    }
    StringBuilder name = new StringBuilder(96);
    for (Part part : parts) {
      switch (part) {
        case Part.Literal(String text) -> name.append(text);
        case Part.OfRegion() -> name.append(call.region());
        case Part.OfAccount() -> name.append(call.account());
        case Part.OfMember(int index) -> {
          String member = member(value, index);
          if (member.startsWith("arn:")) {
            return member;
          }
          name.append(member);
        }
      }
    }
    return name.toString();
  }

  private String member(I value, int index) {
    Object member = input.value(value, index);
    return member == null ? ANY : member.toString();
  }

  private static List<Part> parse(String template, Structure<?> input) {
    List<Part> parts = new ArrayList<>();
    int start = 0;
    while (start < template.length()) {
      int open = template.indexOf('{', start);
      int end = open < 0 ? template.length() : open;
      if (end > start) {
        parts.add(new Part.Literal(template.substring(start, end)));
      }
      if (open < 0) {
        break;
      }
      int close = template.indexOf('}', open);
      parts.add(placeholder(template.substring(open + 1, close), input));
      start = close + 1;
    }
    return List.copyOf(parts);
  }

  private static Part placeholder(String name, Structure<?> input) {
    return switch (name) {
      case "region" -> new Part.OfRegion();
      case "account" -> new Part.OfAccount();
      default -> new Part.OfMember(position(name, input));
    };
  }

  private static int position(String name, Structure<?> input) {
    return IntStream.range(0, input.members().size())
        .filter(index -> input.members().get(index).name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(input + " has no member " + name));
  }
}
