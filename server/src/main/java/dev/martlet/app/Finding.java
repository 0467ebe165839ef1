package dev.martlet.app;

import java.util.Comparator;

/**
 * Something that an operator should know.
 *
 * @param degrades whether the platform does less than it promises because of it; otherwise it is
 *     advice
 * @param what is so, as a sentence
 * @param remedy what to do about it, as a sentence
 */
record Finding(boolean degrades, String what, String remedy) {
  /** The worst first. */
  static final Comparator<Finding> WORST_FIRST = Comparator.comparing(Finding::degrades).reversed();

  /** Said at the start, too. */
  static final Finding ANYBODY_IS_ADMITTED =
      advice(
          "--dev: ANY credentials are accepted, so whoever reaches this platform can do everything"
              + " with it.",
          "Start it without --dev; `martlet env` prints the keys that are accepted then.");

  static Finding trouble(String what, String remedy) {
    return new Finding(true, what, remedy);
  }

  static Finding advice(String what, String remedy) {
    return new Finding(false, what, remedy);
  }
}
