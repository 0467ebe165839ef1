package dev.martlet.wire.conformance;

import java.util.List;
import java.util.Map;
import software.amazon.smithy.model.node.ArrayNode;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

/** Trees of maps and lists as Smithy's nodes. */
final class Trees {
  private Trees() {}

  static Node node(Object tree) {
    return switch (tree) {
      case Map<?, ?> fields -> {
        ObjectNode.Builder builder = ObjectNode.builder();
        fields.forEach((name, value) -> builder.withMember((String) name, node(value)));
        yield builder.build();
      }
      case List<?> items -> {
        ArrayNode.Builder builder = ArrayNode.builder();
        items.forEach(item -> builder.withValue(node(item)));
        yield builder.build();
      }
      case String text -> Node.from(text);
      case Boolean flag -> Node.from(flag);
      case Number number -> Node.from(number);
      default -> throw new IllegalArgumentException("not a JSON value: " + tree.getClass());
    };
  }
}
