package dev.martlet.wire.generate;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service's model with its overlay: what the emitters ask.
 *
 * @param name of the service and of the package of its shapes, {@code lambda}
 */
record Model(String name, Node root) {
  Map<String, Node> operations() {
    return root.nodes("operations");
  }

  /** Whether the model keeps the shapes of an operation, and not only its name. */
  static boolean implemented(Node operation) {
    return operation.has("errors");
  }

  Node metadata() {
    return root.node("metadata");
  }

  /** The class that holds the service's constants, {@code Lambda}. */
  String holder() {
    return Names.type(name);
  }

  Node shape(String shape) {
    Node node = root.node("shapes").node(shape);
    if (!node.has("type")) {
      throw new IllegalStateException(name + " has no shape " + shape);
    }
    return node;
  }

  /** Codes and statuses of the errors that no model has. */
  Map<String, Object> commonErrors() {
    return root.node("errors").fields();
  }

  boolean isStructure(Node shape) {
    return shape.text("type", "").equals("structure") && !shape.flag("document");
  }

  boolean isEnum(Node shape) {
    return shape.text("type", "").equals("string") && shape.has("enum");
  }

  /** The modelled errors of the implemented operations. */
  Map<String, Node> errors() {
    Map<String, Node> errors = new LinkedHashMap<>();
    root.nodes("shapes")
        .forEach(
            (shape, node) -> {
              if (operations().values().stream()
                  .anyMatch(op -> op.texts("errors").contains(shape))) {
                errors.put(shape, node);
              }
            });
    return errors;
  }

  /** Every shape that a value of the implemented operations may have, the errors' own apart. */
  Set<String> used() {
    Set<String> used = new LinkedHashSet<>();
    operations()
        .values()
        .forEach(
            operation -> {
              follow(operation.text("input"), used);
              follow(operation.text("output"), used);
            });
    errors().values().forEach(error -> followReferences(error, used));
    return used;
  }

  private void follow(@Nullable String shape, Set<String> used) {
    if (shape != null && used.add(shape)) {
      followReferences(shape(shape), used);
    }
  }

  private void followReferences(Node shape, Set<String> used) {
    shape.nodes("members").values().forEach(member -> follow(member.text("shape"), used));
    for (String part : new String[] {"member", "key", "value"}) {
      follow(shape.node(part).text("shape"), used);
    }
  }
}
