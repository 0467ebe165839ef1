package dev.martlet.sandbox;

import java.util.regex.Pattern;

/**
 * Names one sandbox, once: it names its control groups too, and those are never used again.
 *
 * @param value 1 to 63 lower-case letters, digits and inner hyphens
 */
public record SandboxId(String value) {
  private static final Pattern SHAPE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  public SandboxId {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("Not a sandbox id: " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
