package dev.martlet.wire.conformance;

import dev.martlet.wire.codec.Codec;
import dev.martlet.wire.codec.Dialect;
import dev.martlet.wire.codec.Router;
import dev.martlet.wire.generate.Generate;
import dev.martlet.wire.shape.Api;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import software.amazon.smithy.model.node.Node;

/** A service of the suite after the whole way: translated, generated, compiled, loaded. */
record CompiledService(Api api, Codec codec, Router router) {
  static CompiledService of(String name, Map<String, Object> model, Path workspace)
      throws IOException, ReflectiveOperationException {
    Path models = Files.createDirectories(workspace.resolve(name + "-models"));
    Files.copy(Path.of("models/common.overlay.json"), models.resolve("common.overlay.json"));
    Files.writeString(models.resolve(name + ".json"), Node.prettyPrintJson(Trees.node(model)));
    Path sources = workspace.resolve(name + "-sources");
    Generate.main(new String[] {models.toString(), sources.toString()});
    Path classes = Files.createDirectories(workspace.resolve(name + "-classes"));
    compile(sources, classes);
    ClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, CompiledService.class.getClassLoader());
    String holder = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    Class<?> type = loader.loadClass("dev.martlet.wire.shape." + name + "." + holder);
    Api api = (Api) type.getField("API").get(null);
    return new CompiledService(
        api, Codec.of(api.service().protocol(), Dialect.STRICT), new Router(api));
  }

  /** Generated sources must pass the compiler's lint like any other. */
  private static void compile(Path sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> tree = Files.walk(sources)) {
      List<Path> java = tree.filter(path -> path.toString().endsWith(".java")).toList();
      List<String> options =
          List.of("-d", classes.toString(), "-Xlint:all,-processing,-classfile", "-Werror");
      boolean compiled =
          compiler
              .getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
              .call();
      if (!compiled) {
        throw new AssertionError("the generated sources of " + sources + " do not compile");
      }
    }
  }

  Api.Entry entry(String operation) {
    return api.operations().stream()
        .filter(entry -> entry.name().equals(operation))
        .findFirst()
        .orElseThrow();
  }
}
