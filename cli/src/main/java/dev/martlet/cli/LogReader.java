package dev.martlet.cli;

import dev.martlet.cli.remote.Answer.Done;
import dev.martlet.cli.remote.Answer.Refused;
import dev.martlet.cli.remote.Client;
import dev.martlet.cli.remote.Refusal;
import dev.martlet.wire.shape.logs.FilterLogEventsRequest;
import dev.martlet.wire.shape.logs.FilterLogEventsResponse;
import dev.martlet.wire.shape.logs.FilteredLogEvent;
import dev.martlet.wire.shape.logs.Logs;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log group onwards from a moment. Each event is handed out once: the reader remembers the
 * newest time and which events it has handed out last.
 */
final class LogReader {
  /** What comes again is what is of the newest time, and more only after a clock was put back. */
  private static final int MOST_REMEMBERED = 20_000;

  private final Client client;
  private final String group;
  private final @Nullable String filter;
  private final Set<String> seen = new LinkedHashSet<>();
  private long newest;

  LogReader(Client client, String group, @Nullable String filter, Instant start) {
    this.client = client;
    this.group = group;
    this.filter = filter;
    this.newest = start.toEpochMilli();
  }

  /** Hands out what has come since the last time, in order; returns why that was not possible. */
  Optional<Refusal> read(Consumer<FilteredLogEvent> sink) {
    long start = newest;
    String token = null;
    do {
      switch (client.call(Logs.FILTER_LOG_EVENTS, request(start, token))) {
        case Refused<FilterLogEventsResponse>(Refusal refusal) -> {
          return Optional.of(refusal);
        }
        case Done<FilterLogEventsResponse>(FilterLogEventsResponse page) -> {
          Objects.requireNonNullElse(page.events(), List.<FilteredLogEvent>of()).stream()
              .filter(this::isNew)
              .forEach(sink);
          token = page.nextToken();
        }
      }
    } while (token != null && !token.isEmpty());
    return Optional.empty();
  }

  /** The clock was put back: what comes now bears times that have been read already. */
  void goBack(Duration by) {
    newest -= by.toMillis();
  }

  private FilterLogEventsRequest request(long start, @Nullable String token) {
    return FilterLogEventsRequest.builder()
        .logGroupName(group)
        .filterPattern(filter)
        .startTime(start)
        .nextToken(token)
        .build();
  }

  private boolean isNew(FilteredLogEvent event) {
    newest = Math.max(newest, Objects.requireNonNullElse(event.timestamp(), newest));
    boolean fresh = seen.add(Objects.requireNonNullElse(event.eventId(), ""));
    if (seen.size() > MOST_REMEMBERED) {
      seen.remove(seen.iterator().next());
    }
    return fresh;
  }
}
