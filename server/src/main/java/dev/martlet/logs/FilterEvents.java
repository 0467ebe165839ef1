package dev.martlet.logs;

import dev.martlet.model.Call;
import dev.martlet.wire.shape.logs.FilterLogEventsRequest;
import dev.martlet.wire.shape.logs.FilterLogEventsResponse;
import dev.martlet.wire.shape.logs.FilteredLogEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code FilterLogEvents}: a group's events in order of time, from all streams or some. A page may
 * be empty and have a token: there is more to look through. {@code interleaved} means nothing, as
 * on AWS; nothing is masked, so {@code unmask} asks for what is given anyway.
 */
final class FilterEvents {
  private final LogStore store;

  FilterEvents(LogStore store) {
    this.store = store;
  }

  FilterLogEventsResponse handle(Call call, FilterLogEventsRequest request) {
    Selection selection =
        new Selection(
            streams(request),
            orElse(request.startTime(), Long.MIN_VALUE),
            orElse(request.endTime(), Long.MAX_VALUE),
            pattern(request));
    if (Boolean.FALSE.equals(request.startFromHead())) {
      throw Refusals.notImplemented("FilterLogEvents from the latest event is not implemented");
    }
    String token = request.nextToken();
    long position = token == null ? 0 : Tokens.position(token).position();
    Contents group =
        store
            .find(GroupNames.of(call, request.logGroupName(), request.logGroupIdentifier()))
            .orElseThrow(Refusals::noSuchGroup);
    refuseUnknownStreams(group, request.logStreamNames());
    int limit =
        request.limit() == null ? Page.MAX_EVENTS : Math.clamp(request.limit(), 1, Page.MAX_EVENTS);
    Page page = new LogReader(group.segments(), selection, limit).forward(position);
    return FilterLogEventsResponse.builder()
        .events(page.events().stream().map(FilterEvents::event).toList())
        // Kept by AWS for old clients, and always empty.
        .searchedLogStreams(List.of())
        .nextToken(page.complete() ? null : Tokens.plain(page.next()))
        .build();
  }

  private static Predicate<String> streams(FilterLogEventsRequest request) {
    String prefix = request.logStreamNamePrefix();
    List<String> names = request.logStreamNames();
    if (prefix != null && names != null) {
      throw Refusals.invalidParameter(
          "logStreamNamePrefix and logStreamNames are mutually exclusive parameters.");
    }
    if (names != null) {
      return Set.copyOf(names)::contains;
    }
    return prefix == null ? name -> true : name -> name.startsWith(prefix);
  }

  private static void refuseUnknownStreams(Contents group, @Nullable List<String> names) {
    if (names != null && !names.stream().allMatch(group::has)) {
      throw Refusals.noSuchStream();
    }
  }

  private static FilterPattern pattern(FilterLogEventsRequest request) {
    String pattern = request.filterPattern();
    if (pattern == null) {
      return FilterPattern.EVERYTHING;
    }
    return switch (FilterPattern.parse(pattern)) {
      case FilterPattern.Valid(FilterPattern valid) -> valid;
      case FilterPattern.Invalid(String message) -> throw Refusals.invalidParameter(message);
      case FilterPattern.Unsupported(String message) -> throw Refusals.notImplemented(message);
    };
  }

  private static long orElse(@Nullable Long value, long otherwise) {
    return value == null ? otherwise : value;
  }

  private static FilteredLogEvent event(Event event) {
    return FilteredLogEvent.builder()
        .logStreamName(event.stream())
        .timestamp(event.millis())
        .message(event.message())
        .ingestionTime(event.millis())
        .eventId(event.id())
        .build();
  }
}
