package dev.martlet.wire.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.knowledge.EventStreamIndex;
import software.amazon.smithy.model.knowledge.TopDownIndex;
import software.amazon.smithy.model.shapes.EnumShape;
import software.amazon.smithy.model.shapes.MemberShape;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.model.shapes.ShapeType;
import software.amazon.smithy.model.traits.ErrorTrait;
import software.amazon.smithy.model.traits.HttpErrorTrait;
import software.amazon.smithy.model.traits.HttpTrait;
import software.amazon.smithy.model.traits.InternalTrait;
import software.amazon.smithy.model.traits.SparseTrait;

/** Translates one service of a Smithy model into the form of {@code wire/models}. */
final class SmithyModel {
  private final Model model;
  private final ServiceShape service;
  private final boolean rest;
  private final Map<String, Object> shapes = new TreeMap<>();
  private final MemberTraits traits;

  SmithyModel(Model model, ServiceShape service, boolean rest) {
    this.model = model;
    this.service = service;
    this.rest = rest;
    this.traits = new MemberTraits(model, rest);
  }

  /** The whole model as a tree of maps and lists. */
  Map<String, Object> translate(String protocol, String jsonVersion) {
    Map<String, Object> operations = new TreeMap<>();
    for (OperationShape operation : TopDownIndex.of(model).getContainedOperations(service)) {
      operations.put(operation.getId().getName(), operation(operation));
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("protocol", protocol);
    metadata.put("jsonVersion", jsonVersion);
    if (!rest) {
      metadata.put("targetPrefix", service.getId().getName());
    }
    return Map.of("metadata", metadata, "operations", operations, "shapes", shapes);
  }

  private Map<String, Object> operation(OperationShape operation) {
    Map<String, Object> translated = new LinkedHashMap<>();
    Map<String, Object> http = new LinkedHashMap<>();
    Optional<HttpTrait> binding = rest ? operation.getTrait(HttpTrait.class) : Optional.empty();
    http.put("method", binding.map(HttpTrait::getMethod).orElse("POST"));
    http.put("requestUri", binding.map(each -> each.getUri().toString()).orElse("/"));
    http.put("responseCode", binding.map(HttpTrait::getCode).orElse(200));
    translated.put("http", http);
    if (streamsEvents(operation)) {
      return translated;
    }
    if (!isUnit(operation.getInputShape())) {
      translated.put("input", use(operation.getInputShape()));
    }
    if (!isUnit(operation.getOutputShape())) {
      translated.put("output", use(operation.getOutputShape()));
    }
    List<String> errors = new ArrayList<>();
    operation.getErrors(service).forEach(error -> errors.add(use(error)));
    translated.put("errors", errors);
    return translated;
  }

  private boolean streamsEvents(OperationShape operation) {
    EventStreamIndex index = EventStreamIndex.of(model);
    return index.getInputInfo(operation).isPresent() || index.getOutputInfo(operation).isPresent();
  }

  private static boolean isUnit(ShapeId shape) {
    return shape.getName().equals("Unit");
  }

  /** The name of a shape, which is translated with all that it refers to. */
  private String use(ShapeId id) {
    String name = nameOf(id);
    if (!shapes.containsKey(name)) {
      Map<String, Object> translated = new LinkedHashMap<>();
      shapes.put(name, translated);
      translate(model.expectShape(id), translated);
    }
    return name;
  }

  /** Shapes of other namespaces may have the same simple name. */
  private String nameOf(ShapeId id) {
    String namespace = id.getNamespace();
    return namespace.equals(service.getId().getNamespace()) || namespace.startsWith("smithy.")
        ? id.getName()
        : namespace.substring(namespace.lastIndexOf('.') + 1) + "_" + id.getName();
  }

  private void translate(Shape shape, Map<String, Object> into) {
    into.put("type", type(shape));
    MemberTraits.constraints(shape, into);
    switch (shape.getType()) {
      case STRUCTURE, UNION -> structure(shape, into);
      case LIST, SET -> {
        into.put("sparse", shape.hasTrait(SparseTrait.class));
        into.put("member", reference(shape.asListShape().orElseThrow().getMember()));
      }
      case MAP -> {
        into.put("sparse", shape.hasTrait(SparseTrait.class));
        into.put("key", reference(shape.asMapShape().orElseThrow().getKey()));
        into.put("value", reference(shape.asMapShape().orElseThrow().getValue()));
      }
      case DOCUMENT -> {
        into.put("document", true);
        into.put("members", Map.of());
      }
      case ENUM -> {
        EnumShape options = (EnumShape) shape;
        into.put("enum", options.getEnumValues().values().stream().toList());
        into.put("internal", internal(options));
      }
      case INT_ENUM ->
          into.put(
              "intEnum",
              shape.asIntEnumShape().orElseThrow().getEnumValues().values().stream().toList());
      default -> {
        // Simple shapes are their type and constraints.
      }
    }
  }

  private static List<String> internal(EnumShape options) {
    return options.members().stream()
        .filter(member -> member.hasTrait(InternalTrait.class))
        .map(member -> options.getEnumValues().get(member.getMemberName()))
        .toList();
  }

  private static String type(Shape shape) {
    return switch (shape.getType()) {
      case UNION, DOCUMENT -> "structure";
      case ENUM -> "string";
      case INT_ENUM -> "integer";
      case SET -> "list";
      case BIG_INTEGER -> "bigInteger";
      case BIG_DECIMAL -> "bigDecimal";
      case ShapeType type -> type.toString();
    };
  }

  private void structure(Shape shape, Map<String, Object> into) {
    into.put("union", shape.isUnionShape());
    List<String> required = new ArrayList<>();
    Map<String, Object> members = new LinkedHashMap<>();
    for (MemberShape member : shape.members()) {
      Map<String, Object> reference = reference(member);
      traits.bind(member, reference, into);
      if (member.isRequired()) {
        required.add(member.getMemberName());
      }
      members.put(member.getMemberName(), reference);
    }
    into.put("required", required);
    into.put("members", members);
    shape.getTrait(ErrorTrait.class).ifPresent(error -> into.put("error", error(shape, error)));
  }

  private static Map<String, Object> error(Shape shape, ErrorTrait error) {
    int status =
        shape
            .getTrait(HttpErrorTrait.class)
            .map(HttpErrorTrait::getCode)
            .orElse(error.getDefaultHttpStatusCode());
    return Map.of("httpStatusCode", status);
  }

  /** A member's target; constraints of the member itself make a shape of their own. */
  private Map<String, Object> reference(MemberShape member) {
    Map<String, Object> reference = new LinkedHashMap<>();
    String target = use(member.getTarget());
    if (MemberTraits.constrains(member)) {
      String own = nameOf(member.getContainer()) + "_" + member.getMemberName();
      Map<String, Object> copy =
          new LinkedHashMap<>(asObject(Objects.requireNonNull(shapes.get(target))));
      MemberTraits.constraints(member, copy);
      shapes.put(own, copy);
      target = own;
    }
    reference.put("shape", target);
    return reference;
  }

  @SuppressWarnings("unchecked") // shapes holds what translate() made
  private static Map<String, Object> asObject(Object translated) {
    return (Map<String, Object>) translated;
  }
}
