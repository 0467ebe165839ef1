package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of the kernel's with a name and a number in each line. */
record Counts(List<String> lines) {
  static Counts read(Path file) throws IOException {
    return new Counts(Files.readAllLines(file));
  }

  /** Zero if the kernel does not count that. */
  long of(String name) {
    String start = name + " ";
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .mapToLong(line -> Long.parseLong(line.substring(start.length()).strip()))
        .findFirst()
        .orElse(0);
  }
}
