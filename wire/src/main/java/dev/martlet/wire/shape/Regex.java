package dev.martlet.wire.shape;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of a model, compiled when first used: a process needs few of the patterns it knows.
 *
 * <p>Values come from strangers and patterns from models, some of which backtrack without end, so a
 * match that looks at more than {@value #MAX_STEPS} characters counts as no match.
 */
public final class Regex {
  private static final int MAX_STEPS = 1_000_000;
  private static final int MAX_REMEMBERED = 256;

  private final String source;
  private volatile @Nullable Pattern compiled;
  private volatile @Nullable String accepted;

  public Regex(String source) {
    this.source = source;
  }

  /** The pattern as the model writes it, for messages. */
  public String source() {
    return source;
  }

  /** Whether all of {@code value} matches: how AWS's services read their patterns. */
  public boolean matchesAll(String value) {
    // Most calls repeat the value of the call before: the same function, the same group.
    if (value.equals(accepted)) {
      return true;
    }
    boolean matches = run(value, true);
    if (matches && value.length() <= MAX_REMEMBERED) {
      accepted = value;
    }
    return matches;
  }

  /** Whether some part of {@code value} matches: how Smithy defines patterns. */
  public boolean matchesPart(String value) {
    return run(value, false);
  }

  private boolean run(String value, boolean all) {
    try {
      var matcher = pattern().matcher(new Counted(value));
      return all ? matcher.matches() : matcher.find();
    } catch (TooManySteps | StackOverflowError endless) {
      return false;
    }
  }

  private Pattern pattern() {
    Pattern known = compiled;
    if (known == null) {
      known = Pattern.compile(source);
      compiled = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Regex that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super(null, null, false, false);
    }
  }

  /** Shows a string to one matcher, and counts how often it looks. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int steps;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
