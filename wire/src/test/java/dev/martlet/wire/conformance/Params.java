package dev.martlet.wire.conformance;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Document;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Structure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

/** The values that the cases describe, as our records. */
final class Params {
  private Params() {}

  static <T> T structure(Structure<T> structure, ObjectNode params) {
    List<Member> members = structure.members();
    @Nullable Object[] values = new Object[members.size()];
    for (int index = 0; index < values.length; index++) {
      Member member = members.get(index);
      Node given = params.getMember(member.name()).orElse(null);
      values[index] = given == null ? member.defaultValue() : value(member.shape(), given);
    }
    return structure.construct(values);
  }

  static @Nullable Object value(Shape shape, Node node) {
    if (node.isNullNode() && !(shape instanceof Shape.Free)) {
      return null;
    }
    return switch (shape) {
      case Shape.Text text -> node.expectStringNode().getValue();
      case Shape.Enumeration options ->
          Objects.requireNonNull(options.find(node.expectStringNode().getValue()));
      case Shape.Bytes bytes -> Blob.utf8(node.expectStringNode().getValue());
      case Shape.Stream stream -> Blob.utf8(node.expectStringNode().getValue());
      case Shape.Flag flag -> node.expectBooleanNode().getValue();
      case Shape.Numeral numeral -> number(numeral.kind(), node);
      case Shape.Time time -> instant(node.expectNumberNode().getValue());
      case Shape.Free free -> Document.of(tree(node));
      case Shape.Sequence sequence -> {
        List<@Nullable Object> values = new ArrayList<>();
        node.expectArrayNode().forEach(each -> values.add(value(sequence.element(), each)));
        yield values;
      }
      case Shape.Mapping mapping -> {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        node.expectObjectNode()
            .getStringMap()
            .forEach((key, each) -> values.put(key, value(mapping.value(), each)));
        yield values;
      }
      case Structure<?> structure -> structure(structure, node.expectObjectNode());
    };
  }

  private static Instant instant(Number seconds) {
    BigDecimal exact = new BigDecimal(seconds.toString());
    return Instant.ofEpochMilli(exact.movePointRight(3).longValue());
  }

  private static Number number(Shape.Numeral.Kind kind, Node node) {
    String text =
        node.isStringNode()
            ? node.expectStringNode().getValue()
            : node.expectNumberNode().getValue().toString();
    return switch (kind) {
      case BYTE -> Byte.valueOf(text);
      case SHORT -> Short.valueOf(text);
      case INTEGER -> Integer.valueOf(text);
      case LONG -> Long.valueOf(text);
      case FLOAT -> Float.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case BIG_INTEGER -> new BigInteger(text);
      case BIG_DECIMAL -> new BigDecimal(text);
    };
  }

  /** A node as a tree of maps, lists, strings, numbers and booleans. */
  static Object tree(Node node) {
    if (node.isObjectNode()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      node.expectObjectNode()
          .getStringMap()
          .forEach(
              (name, value) ->
                  fields.put(name, value.isNullNode() ? new Document.Null() : tree(value)));
      return fields;
    }
    if (node.isArrayNode()) {
      List<Object> items = new ArrayList<>();
      node.expectArrayNode().forEach(item -> items.add(tree(item)));
      return items;
    }
    if (node.isNumberNode()) {
      Number number = node.expectNumberNode().getValue();
      return number instanceof Double || number instanceof Float
          ? new BigDecimal(number.toString())
          : number.intValue();
    }
    return node.isBooleanNode()
        ? node.expectBooleanNode().getValue()
        : node.asStringNode().map(text -> (Object) text.getValue()).orElseGet(Document.Null::new);
  }
}
