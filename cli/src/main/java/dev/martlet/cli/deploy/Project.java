package dev.martlet.cli.deploy;

import dev.martlet.cli.report.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A folder that is to become a function: its manifest, and a guess where that is silent. The files
 * are read when the code is packed, not before.
 */
public final class Project {
  /** Bytes that take more than a moment to pack. */
  private static final long LONG_WORK = 10_000_000;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private final Path folder;
  private final String name;
  private final Manifest manifest;
  private final String handler;
  private final Optional<Language> language;

  private Project(
      Path folder, String name, Manifest manifest, String handler, Optional<Language> language) {
    this.folder = folder;
    this.name = name;
    this.manifest = manifest;
    this.handler = handler;
    this.language = language;
  }

  /**
   * The project in the folder.
   *
   * @param folder an existing folder, else a failure says so
   * @param name what the function is called whatever the manifest says
   */
  public static Project of(Path folder, Optional<String> name) {
    if (!Files.isDirectory(folder)) {
      throw Failure.usage("There is no folder " + folder + ".");
    }
    Manifest manifest = Manifest.of(folder);
    String called =
        name.or(manifest::name).orElseGet(() -> nameOf(folder.toAbsolutePath().normalize()));
    if (manifest.handler().isPresent() && manifest.runtime().isPresent()) {
      return new Project(folder, called, manifest, manifest.handler().get(), Optional.empty());
    }
    Guess guess = Guess.of(folder);
    return new Project(
        folder,
        called,
        manifest,
        manifest.handler().orElse(guess.handler()),
        Optional.of(guess.language()));
  }

  /** What it is called where nobody says so. */
  private static String nameOf(Path folder) {
    Path last = folder.getFileName();
    String name = last == null ? "/" : last.toString();
    if (!NAME.matcher(name).matches()) {
      throw Failure.usage(
          "'" + name + "', the folder's name, cannot be a function's.",
          "Give another one: --name NAME, or name: in " + Manifest.FILE);
    }
    return name;
  }

  /** The function's name. */
  public String name() {
    return name;
  }

  Manifest manifest() {
    return manifest;
  }

  String handler() {
    return handler;
  }

  /** Present where the manifest names no runtime. */
  Optional<Language> language() {
    return manifest.runtime().isPresent() ? Optional.empty() : language;
  }

  /**
   * The archive of its code.
   *
   * @param progress hears of work that takes seconds
   */
  byte[] code(Consumer<String> progress) {
    List<CodeEntry> entries = new CodeFolder(folder, manifest.exclude()).entries();
    long bytes = entries.stream().mapToLong(entry -> entry.content().length).sum();
    if (bytes > LONG_WORK) {
      progress.accept("packing " + entries.size() + " files, " + bytes / 1_000_000 + " MB");
    }
    return CodeZip.of(entries);
  }
}
