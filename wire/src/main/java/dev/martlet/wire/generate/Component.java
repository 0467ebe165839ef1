package dev.martlet.wire.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A member as Java sees it.
 *
 * @param member as the model calls it
 * @param name as Java does
 * @param nullable whether a valid structure may lack it
 * @param defaultValue the expression that a builder starts from, or null
 */
record Component(
    String member,
    Node node,
    String name,
    String type,
    boolean nullable,
    @Nullable String defaultValue,
    boolean sensitive) {

  static List<Component> of(Model model, Node structure) {
    JavaTypes types = new JavaTypes(model);
    List<Component> components = new ArrayList<>();
    for (Map.Entry<String, Node> member : structure.nodes("members").entrySet()) {
      Node node = member.getValue();
      String fallback = types.defaultOf(node);
      boolean required = structure.texts("required").contains(member.getKey()) || fallback != null;
      components.add(
          new Component(
              member.getKey(),
              node,
              Names.component(member.getKey()),
              types.of(node),
              !required,
              fallback,
              model.shape(JavaTypes.target(node)).flag("sensitive")));
    }
    return components;
  }

  /** The declaration of a record component or parameter. */
  String declaration() {
    return (nullable ? "@Nullable " : "") + type + " " + name;
  }

  /** The statement that copies a collection into an unmodifiable one, or null for other types. */
  @Nullable String copy() {
    boolean sparse = type.contains("<@Nullable") || type.contains(", @Nullable");
    String copied;
    if (type.startsWith("List<")) {
      copied = sparse ? "Collections.unmodifiableList(new ArrayList<>(%s))" : "List.copyOf(%s)";
    } else if (type.startsWith("Map<")) {
      copied = "Collections.unmodifiableMap(new LinkedHashMap<>(%s))";
    } else {
      return null;
    }
    String copy = copied.formatted(name);
    return name + " = " + (nullable ? name + " == null ? null : " + copy : copy) + ";";
  }
}
