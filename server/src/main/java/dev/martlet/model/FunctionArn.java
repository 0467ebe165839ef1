package dev.martlet.model;

import org.jspecify.annotations.Nullable;

/**
 * Which function, without a qualifier: {@code arn:aws:lambda:REGION:ACCOUNT:function:NAME}.
 *
 * <p>It is the function's identity everywhere below the wire; versions and aliases are named by a
 * qualifier beside it.
 */
public record FunctionArn(Region region, AccountId account, String name) {
  private static final int LONGEST_NAME = 64;

  public FunctionArn {
    if (!isName(name)) {
      throw new IllegalArgumentException("Not a function's name: " + name);
    }
  }

  /**
   * Whether {@code text} can be a function's name: 1 to 64 letters, digits, hyphens, underscores.
   */
  public static boolean isName(String text) {
    if (text.isEmpty() || text.length() > LONGEST_NAME) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      // A loop, because each invocation comes through here and a pattern is ten times slower.
      if (!isNamePart(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** The ARN with a qualifier, as invocations and log lines show it. */
  public String qualified(String qualifier) {
    return this + ":" + qualifier;
  }

  // A key of maps that each invocation asks, and what the compiler derives goes through method
  // handles, which cost ten times as much.
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FunctionArn that
        && name.equals(that.name)
        && account.digits().equals(that.account.digits())
        && region.name().equals(that.region.name());
  }

  @Override
  public String toString() {
    return "arn:aws:lambda:" + region + ":" + account + ":function:" + name;
  }
}
