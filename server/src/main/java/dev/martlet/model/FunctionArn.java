package dev.martlet.model;

import java.util.regex.Pattern;

/**
 * Which function, without a qualifier: {@code arn:aws:lambda:REGION:ACCOUNT:function:NAME}.
 *
 * <p>It is the function's identity everywhere below the wire; versions and aliases are named by a
 * qualifier beside it.
 */
public record FunctionArn(Region region, AccountId account, String name) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,64}");

  public FunctionArn {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a function's name: " + name);
    }
  }

  /** The ARN with a qualifier, as invocations and log lines show it. */
  public String qualified(String qualifier) {
    return this + ":" + qualifier;
  }

  @Override
  public String toString() {
    return "arn:aws:lambda:" + region + ":" + account + ":function:" + name;
  }
}
