package dev.martlet.model;

import java.util.regex.Pattern;

/** A region's name, such as {@code us-east-1}. */
public record Region(String name) {
  private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public Region {
    if (!SHAPE.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a region's name: " + name);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
