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

  static Finding trouble(String what, String remedy) {
    return new Finding(true, what, remedy);
  }

  static Finding advice(String what, String remedy) {
    return new Finding(false, what, remedy);
  }
}
