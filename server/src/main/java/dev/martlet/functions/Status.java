package dev.martlet.functions;

/**
 * Where a function stands. Its moves are the methods of {@link Function}:
 *
 * <pre>
 * Creating ─▶ Active ◀─▶ Updating ─▶ UpdateFailed ─▶ Updating
 *    └─▶ CreationFailed ─▶ Creating
 * </pre>
 */
sealed interface Status {
  /** Its first code is being unpacked; nothing can run yet. */
  record Creating() implements Status {}

  /** Its first code could not be made ready; nothing can run until it is changed. */
  record CreationFailed(String reason) implements Status {}

  /** What was asked for runs. */
  record Active() implements Status {}

  /** A change is being made ready; {@code serving} runs until then. */
  record Updating(Release serving) implements Status {}

  /** A change could not be made ready; {@code serving} still runs. */
  record UpdateFailed(Release serving, String reason) implements Status {}
}
