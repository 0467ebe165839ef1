package dev.martlet.wire.shape;

/**
 * How long a value may be: Unicode code points of a string, bytes of a blob, entries of a list or
 * map; both ends inclusive.
 */
public record Length(long min, long max) {
  public static final Length ANY = new Length(0, Long.MAX_VALUE);

  public Length {
    if (min < 0 || max < min) {
      throw new IllegalArgumentException("no length fits " + min + ".." + max);
    }
  }
}
