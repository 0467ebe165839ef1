package dev.martlet.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** AWS's own client of the Runtime API for Python, unmodified, and functions that run on it. */
public final class PythonClient {
  private static final String BOOTSTRAP =
      """
      #!/bin/sh
      PYTHONPATH=/var/task exec /usr/bin/python3 -m awslambdaric "$_HANDLER"
      """;
  private static final String FETCH =
      """
      rm -rf "$1" "$1.venv"
      /usr/bin/python3 -m venv "$1.venv"
      "$1.venv/bin/pip" install -q --disable-pip-version-check --target "$1" -r "$2"
      cp "$2" "$1/installed.txt"
      """;

  private PythonClient() {}

  /**
   * Makes a folder with a function of {@code app.handler}; the client is fetched the first time.
   *
   * @param folder a new one
   */
  public static Path function(Path folder, String source) throws IOException {
    Files.createDirectories(folder);
    Path client = fetched();
    try (Stream<Path> files = Files.walk(client)) {
      for (Path file : files.toList()) {
        Path target = folder.resolve(client.relativize(file).toString());
        if (!Files.isDirectory(target)) {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    Files.writeString(folder.resolve("app.py"), source);
    Path bootstrap = Files.writeString(folder.resolve("bootstrap"), BOOTSTRAP);
    Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  private static Path fetched() throws IOException {
    Path tools = Files.createDirectories(Repository.root().resolve("target/tools"));
    Path client = tools.resolve("awslambdaric");
    Path wanted = Repository.root().resolve("acceptance/awslambdaric.txt");
    Path installed = client.resolve("installed.txt");
    if (!Files.exists(installed) || Files.mismatch(installed, wanted) != -1) {
      System.err.println("Fetching awslambdaric into " + client);
      Process pip =
          new ProcessBuilder("bash", "-euc", FETCH, "pip", client.toString(), wanted.toString())
              .inheritIO()
              .start();
      try {
        if (pip.waitFor() != 0) {
          throw new IOException("awslambdaric cannot be fetched");
        }
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", interrupt);
      }
    }
    return client;
  }
}
