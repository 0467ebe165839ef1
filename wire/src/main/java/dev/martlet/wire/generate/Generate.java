package dev.martlet.wire.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Generates the sources of every model in a directory. */
public final class Generate {
  private static final String PACKAGE = "dev.martlet.wire.shape.";
  private static final String OVERLAY = ".overlay.json";

  private Generate() {}

  /**
   * Writes what has changed and deletes what is no longer generated.
   *
   * @param arguments the directory of the models, and the root of the generated sources
   */
  public static void main(String[] arguments) throws IOException {
    run(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  static void run(Path models, Path sources) throws IOException {
    Map<Path, String> files = new TreeMap<>();
    Map<String, Object> common = overlay(models.resolve("common" + OVERLAY));
    try (Stream<Path> listing = Files.list(models)) {
      for (Path file : listing.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".json") && !name.endsWith(OVERLAY)) {
          String service = name.substring(0, name.length() - ".json".length());
          Map<String, Object> model = Json.merge(common, Json.read(file));
          Map<String, Object> overlay = overlay(models.resolve(service + OVERLAY));
          sources(new Model(service, new Node(Json.merge(model, overlay))))
              .forEach((path, text) -> files.put(sources.resolve(path), text));
        }
      }
    }
    write(sources, files);
  }

  private static Map<String, Object> overlay(Path file) {
    return Files.exists(file) ? Json.read(file) : Map.of();
  }

  /** The text of every source file of a service, by its path below the root. */
  static Map<String, String> sources(Model model) {
    String packageName = PACKAGE + model.name();
    ShapeExpressions shapes = new ShapeExpressions(model);
    Map<String, String> types = new HashMap<>();
    for (String name : model.used()) {
      Node shape = model.shape(name);
      String type = Names.type(name);
      if (model.isStructure(shape)) {
        List<Component> components = Component.of(model, shape);
        types.put(
            type,
            shape.flag("union")
                ? UnionSource.write(packageName, name, components)
                : RecordSource.write(packageName, name, components));
        types.put(
            type + "Shape", StructureSource.write(packageName, name, shape, components, shapes));
      } else if (model.isEnum(shape)) {
        types.put(type, EnumSource.write(packageName, name, shape));
      }
    }
    shapes
        .scalarClasses()
        .forEach((holder, lines) -> types.put(holder, constants(packageName, holder, lines)));
    ServiceSource service = new ServiceSource(model, packageName);
    types.put(model.holder(), service.operations());
    types.put(model.holder() + "Errors", service.errors(shapes));
    types.put("package-info", packageInfo(model, packageName));
    Map<String, String> files = new TreeMap<>();
    String folder = packageName.replace('.', '/') + "/";
    types.forEach((type, text) -> files.put(folder + type + ".java", text));
    return files;
  }

  private static String constants(String packageName, String holder, List<String> lines) {
    Source source = new Source(packageName, "dev.martlet.wire.shape.*", "java.util.List");
    source.line("/** The simple shapes with constraints. */");
    source.line("final class " + holder + " {");
    lines.forEach(source::line);
    source.line("");
    source.line("private " + holder + "() {}");
    source.line("}");
    return source.toString();
  }

  private static String packageInfo(Model model, String packageName) {
    return """
        /**
         * Generated from {@code wire/models/%s.json}: the operations of the service and the records
         * that they take and give. Immutable; knows nothing of protocols or of the product.
         */
        @org.jspecify.annotations.NullMarked
        package %s;
        """
        .formatted(model.name(), packageName);
  }

  private static void write(Path root, Map<Path, String> files) throws IOException {
    Files.createDirectories(root);
    try (Stream<Path> present = Files.walk(root)) {
      for (Path stale : present.filter(Files::isRegularFile).toList()) {
        if (!files.containsKey(stale)) {
          Files.delete(stale);
        }
      }
    }
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Path path = file.getKey();
      if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    }
  }
}
