package dev.martlet.wire.codec;

/** What came of decoding a request. */
public sealed interface Decoded<I> {
  /** It is well formed and satisfies the model's constraints. */
  record Valid<I>(I input) implements Decoded<I> {}

  /** It is not, and the handler must not run. */
  record Rejected<I>(Rejection rejection) implements Decoded<I> {}
}
