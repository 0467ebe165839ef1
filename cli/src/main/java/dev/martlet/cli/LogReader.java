package dev.martlet.cli;

import dev.martlet.cli.remote.Answer.Done;
import dev.martlet.cli.remote.Answer.Refused;
import dev.martlet.cli.remote.Client;
import dev.martlet.cli.remote.Refusal;
import dev.martlet.wire.shape.logs.FilterLogEventsRequest;
import dev.martlet.wire.shape.logs.FilterLogEventsResponse;
import dev.martlet.wire.shape.logs.FilteredLogEvent;
import dev.martlet.wire.shape.logs.Logs;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log group onwards from a moment. Each event is handed out once: the reader remembers the
 * newest time and which events of exactly that time it has handed out.
 */
final class LogReader {
  private final Client client;
  private final String group;
  private final @Nullable String filter;
  private final Set<String> seen = new HashSet<>();
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

  private FilterLogEventsRequest request(long start, @Nullable String token) {
    return FilterLogEventsRequest.builder()
        .logGroupName(group)
        .filterPattern(filter)
        .startTime(start)
        .nextToken(token)
        .build();
  }

  private boolean isNew(FilteredLogEvent event) {
    long time = Objects.requireNonNullElse(event.timestamp(), newest);
    if (time > newest) {
      newest = time;
      seen.clear();
    }
    return time < newest || seen.add(Objects.requireNonNullElse(event.eventId(), ""));
  }
}
