package dev.martlet.cli.deploy;

/**
 * One thing that a deployment changed.
 *
 * @param what {@code code}, {@code memory} and so on
 * @param from how it was; for the variables of the environment only their names
 * @param to how it is
 */
public record Change(String what, String from, String to) {
  @Override
  public String toString() {
    return what + " " + (from.isEmpty() ? "(none)" : from) + " → " + (to.isEmpty() ? "(none)" : to);
  }
}
