package dev.martlet.wire.shape;

/**
 * How long a value may be: Unicode code points of a string, bytes of a blob, entries of a list or
 * map; both ends inclusive.
 *
 * @param plainMax the maximum for a string without a colon: where a name or an ARN may stand, the
 *     shorter limit of the name; otherwise as {@code max}
 */
public record Length(long min, long max, long plainMax) {
  public static final Length ANY = new Length(0, Long.MAX_VALUE);

  public Length {
    if (min < 0 || max < min || plainMax < min) {
      throw new IllegalArgumentException("no length fits " + min + ".." + max);
    }
  }

  public Length(long min, long max) {
    this(min, max, max);
  }
}
