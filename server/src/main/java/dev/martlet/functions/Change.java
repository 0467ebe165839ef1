package dev.martlet.functions;

import dev.martlet.functions.Functions.Known;
import dev.martlet.model.Clock;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How any change of a function is made: refused or written, then made ready, then shown. */
final class Change {
  private final Functions functions;
  private final Publisher publisher;
  private final Preparation preparation;
  private final Shown shown;
  private final Clock clock;

  Change(
      Functions functions, Publisher publisher, Preparation preparation, Shown shown, Clock clock) {
    this.functions = functions;
    this.publisher = publisher;
    this.preparation = preparation;
    this.shown = shown;
    this.clock = clock;
  }

  /**
   * The function as it stands, if it may be changed now.
   *
   * @param revision the revision it must have, null for any
   */
  Known seen(Target target, @Nullable String revision) {
    Known seen = functions.latest(target.arn());
    if (revision != null && !revision.equals(seen.function().revision())) {
      throw Refusal.wrongRevision();
    }
    if (seen.function().unfinished()) {
      throw seen.function().serving().isEmpty()
          ? Refusal.pending()
          : Refusal.updating(target.arn());
    }
    return seen;
  }

  /**
   * Writes what {@code step} makes of the release that is wanted so far; looks again where somebody
   * else's write came first.
   *
   * @param publish whether to publish a version of it, which is shown then
   */
  FunctionConfiguration apply(
      Target target, @Nullable String revision, boolean publish, UnaryOperator<Release> step) {
    while (true) {
      Known seen = seen(target, revision);
      Function next = seen.function().changed(step.apply(seen.function().wanted()), clock.now());
      Optional<FunctionConfiguration> answer =
          publish
              ? publisher
                  .publish(seen, next, null)
                  .map(version -> shown.of(version, version.id().toString()))
              : replace(seen, next).map(done -> shown.of(done, target.shown()));
      if (answer.isPresent()) {
        preparation.start(next.id());
        return answer.get();
      }
    }
  }

  private Optional<Function> replace(Known seen, Function next) {
    return switch (functions.replace(seen, next)) {
      case Functions.Done() -> Optional.of(next);
      case Functions.Overtaken() -> Optional.empty();
    };
  }
}
