package dev.martlet.functions;

import dev.martlet.functions.Function.Publication;
import dev.martlet.functions.Functions.Known;
import dev.martlet.model.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Publishes versions; what was published last is not published again. */
final class Publisher {
  private final Functions functions;
  private final Preparation preparation;
  private final Clock clock;
  private final Supplier<String> revisions;

  Publisher(Functions functions, Preparation preparation, Clock clock, Supplier<String> revisions) {
    this.functions = functions;
    this.preparation = preparation;
    this.clock = clock;
    this.revisions = revisions;
  }

  /** A new function and its first version, not yet written. */
  Publication first(Function function) {
    return function.publish(null, revisions.get(), clock.now());
  }

  /**
   * Writes {@code next} and publishes what it wants: the new version, or the last one if that has
   * the same code and settings. Empty if somebody else's write came first.
   *
   * @param seen {@code $LATEST} as it was seen
   * @param description the version's own, null for that of {@code $LATEST}
   */
  Optional<Function> publish(Known seen, Function next, @Nullable String description) {
    Optional<Function> same = same(next);
    if (same.isPresent()) {
      boolean written =
          next.equals(seen.function()) || functions.replace(seen, next) instanceof Functions.Done;
      return written ? same : Optional.empty();
    }
    Publication publication = next.publish(description, revisions.get(), clock.now());
    return switch (functions.publish(seen, publication)) {
      case Functions.Done() -> {
        preparation.start(publication.version().id());
        yield Optional.of(publication.version());
      }
      case Functions.Overtaken() -> Optional.empty();
    };
  }

  /** The last version, if it is still there and nothing has changed since. */
  private Optional<Function> same(Function latest) {
    return latest
        .whole()
        .published()
        .filter(last -> last.holds(latest.wanted()))
        .flatMap(last -> functions.find(VersionId.published(latest.arn(), last.number())))
        .map(Known::function);
  }
}
