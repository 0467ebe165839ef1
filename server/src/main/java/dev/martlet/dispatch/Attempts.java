package dev.martlet.dispatch;

import dev.martlet.model.Clock;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Observer;
import dev.martlet.model.Outcome;
import java.util.Optional;

/**
 * Attempts at events: each runs as what its function is at that moment, within the memory that all
 * have together. Safe for all threads.
 */
final class Attempts {
  private final FunctionCatalog catalog;
  private final Dispatcher dispatcher;
  private final Observer observer;
  private final Clock clock;
  private final EventLimits limits;
  private final EventMemory memory;

  Attempts(Events.Parts parts, EventLimits limits) {
    catalog = parts.catalog();
    dispatcher = parts.dispatcher();
    observer = parts.observer();
    clock = parts.clock();
    this.limits = limits;
    memory = new EventMemory((int) limits.memory().toMegabytes());
  }

  /** What an event's function is now. */
  FunctionCatalog.Resolution resolve(QueuedEvent event) {
    return catalog.resolve(event.function(), event.qualifier());
  }

  /** How many events may be tried at once of one function that is so large: half of all. */
  int atOnce(FunctionCatalog.Resolution function) {
    return Math.min(Math.max(1, limits.concurrency() / 2), memory.places(megabytes(function)));
  }

  /**
   * Tries an event, on the caller's thread: blocks until its memory is free, and then as long as
   * its function runs. Empty if {@link #close} came before that: then it was not tried.
   *
   * @param function what {@link #resolve} said
   */
  Optional<Outcome> run(QueuedEvent event, FunctionCatalog.Resolution function) {
    FunctionCatalog.Resolution found = function;
    int megabytes = megabytes(found);
    while (memory.enter(event.function(), megabytes)) {
      try {
        // It may have waited for long, and must not run what was changed or deleted meanwhile.
        if (isCurrent(found)) {
          observer.on(new Observer.EventTried(event.request(), event.function()));
          return Optional.of(
              dispatcher.invoke(event.attempt(clock.nanoTime()), found, answer -> {}));
        }
      } finally {
        memory.leave(event.function(), megabytes);
      }
      found = resolve(event);
      megabytes = megabytes(found);
    }
    return Optional.empty();
  }

  private boolean isCurrent(FunctionCatalog.Resolution resolution) {
    return switch (resolution) {
      case FunctionCatalog.Found(FunctionVersion chosen) ->
          catalog.resolve(chosen.arn(), chosen.version())
                  instanceof FunctionCatalog.Found(FunctionVersion now)
              && now.key().equals(chosen.key());
      case FunctionCatalog.NotFound notFound -> true;
      case FunctionCatalog.NotReady notReady -> true;
    };
  }

  /** What it takes of the events' memory; a function larger than all of it, all. */
  private int megabytes(FunctionCatalog.Resolution resolution) {
    return switch (resolution) {
      case FunctionCatalog.Found(FunctionVersion version) ->
          (int) Math.min(version.memory().toMegabytes(), limits.memory().toMegabytes());
      // The dispatcher will refuse it, in its own words.
      case FunctionCatalog.NotFound notFound -> 0;
      case FunctionCatalog.NotReady notReady -> 0;
    };
  }

  /** Nothing is tried any more that has not begun. */
  void close() {
    memory.close();
  }
}
