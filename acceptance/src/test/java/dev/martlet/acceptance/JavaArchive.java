package dev.martlet.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a function's source file and packs its classes in either of AWS's layouts. */
final class JavaArchive {
  private final byte[] zip;

  private JavaArchive(byte[] zip) {
    this.zip = zip;
  }

  /**
   * Compiles for the oldest Java that functions can have.
   *
   * @param folder an empty one to work in
   */
  static JavaArchive compile(Path folder, String className, String source) throws IOException {
    Path file = Files.writeString(folder.resolve(className + ".java"), source);
    Path core = Repository.product().resolve("guest/java/aws-lambda-java-core.jar");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("--release", "17", "-cp", core.toString(), "-d", folder.toString());
      if (!compiler
          .getTask(messages, manager, null, options, null, manager.getJavaFileObjects(file))
          .call()) {
        throw new IllegalArgumentException(messages.toString());
      }
    }
    Map<String, byte[]> classes = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.class")) {
      for (Path each : files) {
        classes.put(each.getFileName().toString(), Files.readAllBytes(each));
      }
    }
    return new JavaArchive(zip(classes));
  }

  /** The classes at the archive's root, in Base64. */
  String flat() {
    return Base64.getEncoder().encodeToString(zip);
  }

  /** The classes in a jar in {@code lib/}, in Base64. */
  String inJar() throws IOException {
    return Base64.getEncoder().encodeToString(zip(Map.of("lib/function.jar", zip)));
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
