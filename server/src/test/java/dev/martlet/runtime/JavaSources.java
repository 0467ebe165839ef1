package dev.martlet.runtime;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Functions in Java: their sources are compiled where they lie. */
final class JavaSources {
  /** What the guest's module has built. */
  static final Path BOOTSTRAP = Path.of("../guest/java/target/java").toAbsolutePath().normalize();

  static final String IMPORTS =
      """
      import com.amazonaws.services.lambda.runtime.*;
      import com.amazonaws.services.lambda.runtime.logging.LogLevel;
      import java.io.*;
      import java.util.*;
      """;

  private JavaSources() {}

  /** Compiles all sources in {@code folder}, if there are any, for the oldest Java we run. */
  static void compile(Path folder) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(folder)) {
      sources = files.filter(file -> file.toString().endsWith(".java")).toList();
    }
    if (sources.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  List.of(
                      "--release", "17",
                      "-cp", BOOTSTRAP.resolve("aws-lambda-java-core.jar").toString(),
                      "-d", folder.toString()),
                  null,
                  manager.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new IllegalArgumentException(messages.toString());
      }
    }
  }
}
