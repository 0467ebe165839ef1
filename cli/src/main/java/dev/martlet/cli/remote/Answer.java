package dev.martlet.cli.remote;

import dev.martlet.cli.report.Failure;

/** What a platform said to one call. */
public sealed interface Answer<O> {
  /** It did as asked. */
  record Done<O>(O value) implements Answer<O> {}

  /** It refused. */
  record Refused<O>(Refusal refusal) implements Answer<O> {}

  /** The value; a failure with a remedy where there is none. */
  default O orFail() throws Failure {
    return switch (this) {
      case Done<O>(O value) -> value;
      case Refused<O>(Refusal refusal) -> throw refusal.failure();
    };
  }
}
