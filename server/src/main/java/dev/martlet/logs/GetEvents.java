package dev.martlet.logs;

import dev.martlet.model.Call;
import dev.martlet.wire.shape.logs.GetLogEventsRequest;
import dev.martlet.wire.shape.logs.GetLogEventsResponse;
import dev.martlet.wire.shape.logs.OutputLogEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GetLogEvents}: one stream, from either end. Both tokens are always given; at the end of
 * the stream the token that was passed comes back. Nothing is masked, so {@code unmask} asks for
 * what is given anyway.
 */
final class GetEvents {
  private final LogStore store;

  GetEvents(LogStore store) {
    this.store = store;
  }

  GetLogEventsResponse handle(Call call, GetLogEventsRequest request) {
    Tokens.Position start = start(request);
    Contents group =
        store
            .find(GroupNames.of(call, request.logGroupName(), request.logGroupIdentifier()))
            .orElseThrow(Refusals::noSuchGroup);
    if (!group.has(request.logStreamName())) {
      throw Refusals.noSuchStream();
    }
    List<Segment> segments = group.segments();
    LogReader reader = new LogReader(segments, selection(request), limit(request));
    // Latest events first means: begin behind the last one.
    long end = segments.getLast().end();
    return start.backward()
        ? response(reader.backward(Math.min(start.position(), end)), start.position(), end)
        : response(reader.forward(start.position()), start.position(), end);
  }

  private static Tokens.Position start(GetLogEventsRequest request) {
    if (request.nextToken() != null) {
      return Tokens.position(request.nextToken());
    }
    boolean backward = !Boolean.TRUE.equals(request.startFromHead());
    return new Tokens.Position(backward, backward ? Long.MAX_VALUE : 0);
  }

  private static Selection selection(GetLogEventsRequest request) {
    return new Selection(
        request.logStreamName()::equals,
        orElse(request.startTime(), Long.MIN_VALUE),
        // Events at the end of the range are not part of it.
        orElse(request.endTime(), Long.MAX_VALUE) - 1,
        FilterPattern.EVERYTHING);
  }

  private static long orElse(@Nullable Long value, long otherwise) {
    return value == null ? otherwise : value;
  }

  private static int limit(GetLogEventsRequest request) {
    return request.limit() == null
        ? Page.MAX_EVENTS
        : Math.clamp(request.limit(), 1, Page.MAX_EVENTS);
  }

  private static GetLogEventsResponse response(Page page, long start, long end) {
    // Without a token before and without events, later events are behind the end as it is now.
    long here = start == Long.MAX_VALUE ? end : start;
    List<Event> events = page.events();
    long first = events.isEmpty() ? here : events.getFirst().position();
    long next = events.isEmpty() ? here : events.getLast().position() + 1;
    return GetLogEventsResponse.builder()
        .events(events.stream().map(GetEvents::event).toList())
        .nextForwardToken(Tokens.forward(next))
        .nextBackwardToken(Tokens.backward(first))
        .build();
  }

  private static OutputLogEvent event(Event event) {
    return OutputLogEvent.builder()
        .timestamp(event.millis())
        .message(event.message())
        .ingestionTime(event.millis())
        .build();
  }
}
