package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory on a disk. */
final class Swap {
  private static final Path LIST = Path.of("/proc/swaps");

  private Swap() {}

  /** Whether the machine has any now. */
  static boolean isOn() {
    try {
      return Files.readAllLines(LIST).size() > 1; // the first one is a heading
    } catch (IOException noSwapInThisKernel) {
      return false;
    }
  }
}
