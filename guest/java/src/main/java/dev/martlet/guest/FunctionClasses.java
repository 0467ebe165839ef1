package dev.martlet.guest;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a function's classes see above them: the JDK, and the interfaces of aws-lambda-java-core, so
 * that those which a function brings along are the ones we know. Neither our own classes nor AWS's
 * serialization library is among it, whatever versions of anything the function has.
 */
final class FunctionClasses extends ClassLoader {
  private static final String CORE = "com.amazonaws.services.lambda.runtime";

  static {
    registerAsParallelCapable();
  }

  private FunctionClasses() {
    super(ClassLoader.getPlatformClassLoader());
  }

  /**
   * The loader of a function's classes.
   *
   * @param code a folder with classes at its root and jars in {@code lib/}
   * @param layers a folder that may have jars in {@code lib/}, after those of the function
   */
  static URLClassLoader in(Path code, Path layers) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(code.toUri().toURL());
    addJars(code.resolve("lib"), urls);
    addJars(layers.resolve("lib"), urls);
    return new URLClassLoader(urls.toArray(URL[]::new), new FunctionClasses());
  }

  private static void addJars(Path folder, List<URL> urls) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      files.forEach(jars::add);
    }
    jars.sort(null);
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String packageName = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    if (packageName.equals(CORE) || packageName.equals(CORE + ".logging")) {
      return Class.forName(name, false, Bootstrap.class.getClassLoader());
    }
    throw new ClassNotFoundException(name);
  }
}
