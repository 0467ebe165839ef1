package dev.martlet.wire.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the two classes that hold a service's constants: its operations, and its errors. */
final class ServiceSource {
  private static final String MESSAGE =
      "new Member(\"message\", \"message\", Member.Location.BODY, false, null, null, Shape.Text.ANY)";

  private final Model model;
  private final String packageName;

  ServiceSource(Model model, String packageName) {
    this.model = model;
    this.packageName = packageName;
  }

  /** {@code Lambda}: the service, one constant per implemented operation, the whole table. */
  String operations() {
    String holder = model.holder();
    Source source = new Source(packageName, "dev.martlet.wire.shape.*", "java.util.List");
    source.line(
        "/** The operations of AWS's " + model.metadata().text("serviceId", holder) + ". */");
    source.line("public final class " + holder + " {");
    service(source);
    model
        .operations()
        .forEach(
            (name, operation) -> {
              if (Model.implemented(operation)) {
                operation(source, name, operation);
              }
            });
    source.line("");
    source.line("/** Every operation that AWS has, and every error. */");
    source.line(
        "public static final Api API = new Api(SERVICE, entries(), %sErrors.byCode());"
            .formatted(holder));
    source.line("");
    source.line("private %s() {}".formatted(holder));
    source.line("");
    source.line("private static List<Api.Entry> entries() {");
    source.line("return List.of(");
    source.lines(entries(), ");");
    source.line("}");
    source.line("}");
    return source.toString();
  }

  private void service(Source source) {
    Node metadata = model.metadata();
    String prefix = metadata.text("targetPrefix");
    source.line("public static final Service SERVICE = new Service(");
    source.lines(
        List.of(
            Names.literal(model.name()),
            Names.literal(
                metadata.text("signingName", metadata.text("endpointPrefix", model.name()))),
            "Service.Protocol." + protocol(metadata),
            prefix == null ? "null" : Names.literal(prefix),
            Names.literal(metadata.text("validationError", "ValidationException"))),
        ");");
  }

  private static String protocol(Node metadata) {
    return switch (metadata.text("protocol", "")) {
      case "rest-json" -> "REST_JSON_1";
      case "json" ->
          metadata.text("jsonVersion", "1.0").equals("1.1") ? "AWS_JSON_1_1" : "AWS_JSON_1_0";
      default -> throw new IllegalStateException("no codec for " + metadata);
    };
  }

  private void operation(Source source, String name, Node operation) {
    String input = type(operation.text("input"));
    String output = type(operation.text("output"));
    source.line("");
    source.line(
        "public static final Operation<%s, %s> %s = new Operation<>("
            .formatted(input, output, Names.constant(name)));
    String resource = operation.text("resource");
    source.lines(
        List.of(
            "SERVICE",
            Names.literal(name),
            http(operation),
            input + ".SHAPE",
            output + ".SHAPE",
            "List.of("
                + String.join(
                    ", ",
                    operation.texts("errors").stream()
                        .map(error -> model.holder() + "Errors." + Names.constant(error))
                        .toList())
                + ")",
            Names.literal(action(name, operation)),
            resource == null ? "null" : Names.literal(resource)),
        ");");
  }

  private static String type(@Nullable String shape) {
    return shape == null ? "Unit" : Names.type(shape);
  }

  private String action(String name, Node operation) {
    return operation.text("action", model.name() + ":" + name);
  }

  private static String http(Node operation) {
    Node http = operation.node("http");
    Number status = http.number("responseCode");
    return "new HttpBinding(%s, %s, %s)"
        .formatted(
            Names.literal(http.text("method", "POST")),
            Names.literal(http.text("requestUri", "/")),
            status == null ? 200 : status);
  }

  private List<String> entries() {
    List<String> entries = new ArrayList<>();
    model
        .operations()
        .forEach(
            (name, operation) ->
                entries.add(
                    "new Api.Entry(%s, %s, %s, %s)"
                        .formatted(
                            Names.literal(name),
                            http(operation),
                            Names.literal(action(name, operation)),
                            Model.implemented(operation) ? Names.constant(name) : "null")));
    return entries;
  }

  /** {@code LambdaErrors}: one constant per error, modelled or common. */
  String errors(ShapeExpressions shapes) {
    Map<String, String> errors = new TreeMap<>();
    model
        .commonErrors()
        .forEach((code, status) -> errors.put(code, error(code, status, List.of(MESSAGE))));
    model.errors().forEach((name, error) -> errors.put(name, modelled(name, error, shapes)));
    Source source =
        new Source(
            packageName,
            "dev.martlet.wire.shape.*",
            "java.util.List",
            "java.util.Map",
            "java.util.function.Function",
            "java.util.stream.Collectors",
            "java.util.stream.Stream");
    source.line(
        "/** The errors of {@link " + model.holder() + "}, and those common to all services. */");
    source.line("public final class %sErrors {".formatted(model.holder()));
    errors.forEach(
        (code, expression) ->
            source.line(
                "public static final ErrorShape %s = %s;"
                    .formatted(Names.constant(code), expression)));
    source.line("");
    source.line("private %sErrors() {}".formatted(model.holder()));
    source.line("");
    source.line("static Map<String, ErrorShape> byCode() {");
    source.line("return Stream.of(");
    source.lines(
        errors.keySet().stream().map(Names::constant).toList(),
        ").collect(Collectors.toUnmodifiableMap(ErrorShape::code, Function.identity()));");
    source.line("}");
    source.line("}");
    return source.toString();
  }

  private String modelled(String name, Node error, ShapeExpressions shapes) {
    List<Component> components = Component.of(model, error);
    List<String> members = new ArrayList<>();
    components.forEach(each -> members.add(StructureSource.member(each, error, shapes)));
    // Some models leave the message out, while every service sends one.
    if (components.stream().noneMatch(each -> each.member().equalsIgnoreCase("message"))) {
      members.add(MESSAGE);
    }
    Number status = error.node("error").number("httpStatusCode");
    int fallback = error.flag("fault") ? 500 : 400;
    return error(
        error.node("error").text("code", name), status == null ? fallback : status, members);
  }

  private static String error(String code, Object status, List<String> members) {
    return "new ErrorShape(%s, %s, List.of(%s))"
        .formatted(Names.literal(code), status, String.join(", ", members));
  }
}
