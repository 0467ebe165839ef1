package dev.martlet.functions;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A name that leads to a version, or to two.
 *
 * @param revision its id, another one after every change
 * @param version where it leads
 * @param other where a part of the invocations goes instead
 */
record Alias(
    String name, String revision, String version, String description, Optional<Part> other) {

  /**
   * A part of an alias's invocations.
   *
   * @param weight from 0 to 1
   */
  record Part(String version, double weight) {
    Part {
      if (!(weight >= 0 && weight <= 1)) {
        throw new IllegalArgumentException("Not a weight: " + weight);
      }
    }
  }

  /**
   * The version that an invocation runs.
   *
   * @param random from 0 to less than 1, another one for every invocation
   */
  String choose(double random) {
    return other.filter(part -> random < part.weight()).map(Part::version).orElse(version);
  }

  /** Where it may lead. */
  List<String> versions() {
    return Stream.concat(Stream.of(version), other.stream().map(Part::version)).toList();
  }
}
