package dev.martlet.model;

/** An amount of memory or storage. As everywhere in AWS's API, a megabyte is 2^20 bytes. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  public static final ByteSize ZERO = new ByteSize(0);

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("A size is not negative: " + bytes);
    }
  }

  public static ByteSize megabytes(long megabytes) {
    return new ByteSize(Math.multiplyExact(megabytes, 1L << 20));
  }

  /** Whole megabytes, rounded up. */
  public long toMegabytes() {
    return (bytes + (1L << 20) - 1) >> 20;
  }

  public ByteSize plus(ByteSize other) {
    return new ByteSize(Math.addExact(bytes, other.bytes));
  }

  public ByteSize minus(ByteSize other) {
    return new ByteSize(bytes - other.bytes);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return bytes % (1L << 20) == 0 ? (bytes >> 20) + " MB" : bytes + " B";
  }
}
