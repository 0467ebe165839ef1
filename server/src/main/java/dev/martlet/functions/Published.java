package dev.martlet.functions;

/**
 * The last publication of a function.
 *
 * @param number the version's number; the next one is greater, even if this one is deleted
 * @param from what {@code $LATEST} was then, whatever description the version was given
 */
record Published(int number, Release from) {
  /** Whether {@code release} has the same code and settings. */
  boolean holds(Release release) {
    return from.code().equals(release.code()) && from.settings().equals(release.settings());
  }
}
