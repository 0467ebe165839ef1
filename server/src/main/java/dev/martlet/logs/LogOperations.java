package dev.martlet.logs;

import dev.martlet.model.Call;
import dev.martlet.wire.shape.logs.DescribeLogGroupsRequest;
import dev.martlet.wire.shape.logs.DescribeLogGroupsResponse;
import dev.martlet.wire.shape.logs.DescribeLogStreamsRequest;
import dev.martlet.wire.shape.logs.DescribeLogStreamsResponse;
import dev.martlet.wire.shape.logs.FilterLogEventsRequest;
import dev.martlet.wire.shape.logs.FilterLogEventsResponse;
import dev.martlet.wire.shape.logs.GetLogEventsRequest;
import dev.martlet.wire.shape.logs.GetLogEventsResponse;

/** The operations of CloudWatch Logs, for {@code app} to bind. Safe for all threads. */
public final class LogOperations {
  private final DescribeGroups describeGroups;
  private final DescribeStreams describeStreams;
  private final GetEvents getEvents;
  private final FilterEvents filterEvents;

  public LogOperations(LogStore store) {
    describeGroups = new DescribeGroups(store);
    describeStreams = new DescribeStreams(store);
    getEvents = new GetEvents(store);
    filterEvents = new FilterEvents(store);
  }

  public DescribeLogGroupsResponse describeLogGroups(Call call, DescribeLogGroupsRequest request) {
    return describeGroups.handle(call, request);
  }

  public DescribeLogStreamsResponse describeLogStreams(
      Call call, DescribeLogStreamsRequest request) {
    return describeStreams.handle(call, request);
  }

  public GetLogEventsResponse getLogEvents(Call call, GetLogEventsRequest request) {
    return getEvents.handle(call, request);
  }

  public FilterLogEventsResponse filterLogEvents(Call call, FilterLogEventsRequest request) {
    return filterEvents.handle(call, request);
  }
}
