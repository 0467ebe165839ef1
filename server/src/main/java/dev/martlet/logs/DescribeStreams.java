package dev.martlet.logs;

import dev.martlet.model.Call;
import dev.martlet.wire.shape.logs.DescribeLogStreamsRequest;
import dev.martlet.wire.shape.logs.DescribeLogStreamsResponse;
import dev.martlet.wire.shape.logs.LogStream;
import dev.martlet.wire.shape.logs.OrderBy;
import java.util.Comparator;
import java.util.List;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/** {@code DescribeLogStreams}: by name or by the time of the last event. */
final class DescribeStreams {
  private static final int MAX_STREAMS = 50;

  private final LogStore store;

  DescribeStreams(LogStore store) {
    this.store = store;
  }

  DescribeLogStreamsResponse handle(Call call, DescribeLogStreamsRequest request) {
    boolean byTime = request.orderBy() == OrderBy.LAST_EVENT_TIME;
    String prefix = request.logStreamNamePrefix();
    if (byTime && prefix != null) {
      throw Refusals.invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    Contents group =
        store
            .find(GroupNames.of(call, request.logGroupName(), request.logGroupIdentifier()))
            .orElseThrow(Refusals::noSuchGroup);
    int limit = request.limit() == null ? MAX_STREAMS : Math.min(request.limit(), MAX_STREAMS);
    Comparator<Place> order = Comparator.naturalOrder();
    if (Boolean.TRUE.equals(request.descending())) {
      order = order.reversed();
    }
    Place after = Place.parse(request.nextToken());
    Comparator<Place> sorted = order;
    List<Place> found =
        group.streams().entrySet().stream()
            .filter(stream -> prefix == null || stream.getKey().startsWith(prefix))
            .map(stream -> Place.of(stream, byTime))
            .filter(place -> after == null || sorted.compare(place, after) > 0)
            .sorted(sorted)
            .limit(limit + 1L)
            .toList();
    List<Place> page = found.subList(0, Math.min(limit, found.size()));
    return DescribeLogStreamsResponse.builder()
        .logStreams(page.stream().map(place -> describe(group, place)).toList())
        .nextToken(found.size() > limit ? page.getLast().token() : null)
        .build();
  }

  private static LogStream describe(Contents group, Place place) {
    return LogStream.builder()
        .logStreamName(place.name())
        .creationTime(place.span().created())
        .firstEventTimestamp(place.span().first())
        .lastEventTimestamp(place.span().last())
        .lastIngestionTime(place.span().last())
        .uploadSequenceToken(Tokens.plain(place.span().last()))
        .arn(group.id().arn() + ":log-stream:" + place.name())
        .storedBytes(0L)
        .build();
  }

  /** A stream's place in the order that was asked for; {@code time} is 0 if by name. */
  private record Place(long time, String name, Span span) implements Comparable<Place> {
    private static final Span NONE = new Span(0, 0, 0);
    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::time).thenComparing(Place::name);

    static Place of(Entry<String, Span> stream, boolean byTime) {
      return new Place(byTime ? stream.getValue().last() : 0, stream.getKey(), stream.getValue());
    }

    static @Nullable Place parse(@Nullable String token) {
      if (token == null) {
        return null;
      }
      String[] parts = Tokens.item(token).split(" ", 2);
      try {
        return new Place(Long.parseLong(parts[0]), parts[1], NONE);
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException foreign) {
        throw Refusals.invalidToken();
      }
    }

    String token() {
      return Tokens.after(time + " " + name);
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }
}
