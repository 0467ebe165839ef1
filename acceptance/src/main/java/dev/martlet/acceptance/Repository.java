package dev.martlet.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the repository that this runs in. */
public final class Repository {
  private static final Path ROOT = find();

  private Repository() {}

  public static Path root() {
    return ROOT;
  }

  /** The packed server. */
  public static Path product() {
    Path product = ROOT.resolve("server/target/martlet");
    if (!Files.exists(product.resolve("jvm.sh"))) {
      throw new IllegalStateException("Nothing is packed in " + product + ": run ./mvnw package");
    }
    return product;
  }

  /** The Python environment with the AWS clients of PyPI, made by {@code ./martlet test}. */
  public static Path pythonTools() {
    return ROOT.resolve("target/tools/python/bin");
  }

  private static Path find() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException(
            "Not inside the repository: " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }
}
