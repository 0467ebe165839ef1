package dev.martlet.acceptance;

import dev.martlet.wire.sign.Credentials;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running platform, started from the packed product. Belongs to one thread. */
public final class Platform implements AutoCloseable {
  private static final String START =
      """
      product=$1 java_home=$2 command=$3; shift 3
      . "$product/jvm.sh"
      class_path=$(printf '%s\\n' "$product"/lib/*.jar | LC_ALL=C sort | paste -sd:)
      exec "$java_home/bin/java" "${options[@]}" -cp "$class_path" dev.martlet.app.Main \
        "$command" "$@"
      """;

  private final Process process;
  private final Path data;
  private final String output;
  private final Api api;

  private Platform(Process process, Path data, String output) throws IOException {
    this.process = process;
    this.data = data;
    this.output = output;
    this.api = apiOf(data);
  }

  /** The API of whatever platform answers for a data directory. */
  public static Api apiOf(Path data) throws IOException {
    return new Api(endpoint(data), keys(data));
  }

  /**
   * Starts {@code martlet serve} on a free port and returns once it answers.
   *
   * @param flags further flags
   */
  public static Platform start(Path data, String... flags) {
    Process process = launch("serve", data, List.of(flags));
    try {
      return new Platform(process, data, readUntilReady(process, data));
    } catch (IOException failure) {
      process.destroyForcibly();
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Starts {@code martlet serve} as somebody else and returns once it answers.
   *
   * @param user a number, to whom the data directory's parent belongs
   * @param product a copy of the packed product that this user can read
   * @param flags further flags
   */
  public static Platform startAs(int user, Path product, Path data, String... flags) {
    List<String> becoming =
        List.of(
            "setpriv",
            "--reuid=" + user,
            "--regid=" + user,
            "--clear-groups",
            "env",
            "HOME=" + data.getParent());
    Process process = launch(becoming, product, "serve", data, List.of(flags));
    try {
      return new Platform(process, data, readUntilReady(process, data));
    } catch (IOException failure) {
      process.destroyForcibly();
      throw new UncheckedIOException(failure);
    }
  }

  /** Starts a server's process, which may well refuse. Its log goes to {@code DATA.log}. */
  public static Process launch(String command, Path data, List<String> flags) {
    return launch(List.of(), Repository.product(), command, data, flags);
  }

  private static Process launch(
      List<String> before, Path product, String command, Path data, List<String> flags) {
    List<String> words = new ArrayList<>(before);
    words.addAll(
        List.of(
            "bash",
            "-euc",
            START,
            "martlet",
            product.toString(),
            System.getProperty("java.home", ""),
            command,
            "--data",
            data.toString()));
    words.addAll(flags);
    words.addAll(Databases.flags(data));
    if (!flags.contains("--port")) {
      words.addAll(List.of("--port", "0"));
    }
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().removeIf(name -> name.startsWith("MARTLET_"));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log(data).toFile()));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String readUntilReady(Process process, Path data) throws IOException {
    StringBuilder output = new StringBuilder();
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      output.append(line).append('\n');
      if (line.contains(" answers at ")) {
        return output.toString();
      }
    }
    throw new IOException(
        "The platform ended before it answered:\n" + output + Files.readString(log(data)));
  }

  /** What the platform writes to standard error. */
  public static Path log(Path data) {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  private static URI endpoint(Path data) throws IOException {
    return URI.create(json(data.resolve("run/endpoints.json")).member("management"));
  }

  private static Credentials keys(Path data) throws IOException {
    Reply keys = json(data.resolve("keys.json"));
    return Credentials.of(keys.member("accessKeyId"), keys.member("secretAccessKey"));
  }

  private static Reply json(Path file) throws IOException {
    return new Reply(200, Map.of(), Files.readString(file));
  }

  public Api api() {
    return api;
  }

  public Path data() {
    return data;
  }

  public long pid() {
    return process.pid();
  }

  /** What it had printed when it began to answer. */
  public String output() {
    return output;
  }

  /** Sends SIGTERM and returns the exit code. */
  public int stop() {
    process.destroy();
    return end();
  }

  /** Sends SIGTERM and returns at once. */
  public void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL and returns once the process is gone. */
  public void kill() {
    process.destroyForcibly();
    end();
  }

  /** Waits for the process's end and returns its exit code. */
  public int end() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("The platform did not end within a minute");
      }
      return process.exitValue();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupt);
    }
  }

  @Override
  public void close() {
    api.close();
    if (process.isAlive()) {
      stop();
    }
  }
}
