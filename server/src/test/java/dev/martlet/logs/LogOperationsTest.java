package dev.martlet.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.LogSink;
import dev.martlet.model.Region;
import dev.martlet.model.ServiceError;
import dev.martlet.wire.shape.logs.DescribeLogGroupsRequest;
import dev.martlet.wire.shape.logs.DescribeLogGroupsResponse;
import dev.martlet.wire.shape.logs.DescribeLogStreamsRequest;
import dev.martlet.wire.shape.logs.DescribeLogStreamsResponse;
import dev.martlet.wire.shape.logs.FilterLogEventsRequest;
import dev.martlet.wire.shape.logs.FilterLogEventsResponse;
import dev.martlet.wire.shape.logs.FilteredLogEvent;
import dev.martlet.wire.shape.logs.GetLogEventsRequest;
import dev.martlet.wire.shape.logs.GetLogEventsResponse;
import dev.martlet.wire.shape.logs.LogStream;
import dev.martlet.wire.shape.logs.OrderBy;
import dev.martlet.wire.shape.logs.OutputLogEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogOperationsTest extends LogGround {
  private static final String A = "2026/01/01/[$LATEST]aaaa";
  private static final String B = "2026/01/01/[$LATEST]bbbb";

  private final long start = clock.now().toEpochMilli();

  private void reopen() throws IOException {
    store.close();
    open();
  }

  private void write(String group, String stream, int count) {
    try (LogSink.Stream out = store.open(ACCOUNT, REGION, group, stream)) {
      for (int i = 0; i < count; i++) {
        line(out, stream.charAt(stream.length() - 1) + " " + i);
      }
    }
  }

  /** One event per millisecond. */
  private void line(LogSink.Stream out, String text) {
    out.append(clock.now().toEpochMilli(), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    clock.advance(Duration.ofMillis(1));
  }

  private static void assertRefused(ThrowingCallable action, String code, String message) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            ServiceError.class, error -> assertThat(error.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private GetLogEventsResponse get(
      String stream, @Nullable String token, @Nullable Integer limit, boolean head) {
    return operations.getLogEvents(
        call(),
        GetLogEventsRequest.builder()
            .logGroupName(GROUP)
            .logStreamName(stream)
            .nextToken(token)
            .limit(limit)
            .startFromHead(head)
            .build());
  }

  private static List<String> messages(GetLogEventsResponse response) {
    return events(response).stream().map(one -> String.valueOf(one.message())).toList();
  }

  private static List<OutputLogEvent> events(GetLogEventsResponse response) {
    return Objects.requireNonNull(response.events());
  }

  private FilterLogEventsRequest.Builder filter() {
    return FilterLogEventsRequest.builder().logGroupName(GROUP);
  }

  private List<String> filtered(FilterLogEventsRequest.Builder request) {
    return filteredEvents(operations.filterLogEvents(call(), request.build())).stream()
        .map(one -> String.valueOf(one.message()))
        .toList();
  }

  private static List<FilteredLogEvent> filteredEvents(FilterLogEventsResponse response) {
    return Objects.requireNonNull(response.events());
  }

  @Test
  void whatWasAppendedIsReadAtOnceAndByTheNextProcess() throws IOException {
    write(GROUP, A, 3);
    assertThat(messages(get(A, null, null, true))).containsExactly("a 0", "a 1", "a 2");
    List<OutputLogEvent> before = events(get(A, null, null, false));
    reopen();
    assertThat(events(get(A, null, null, false))).isEqualTo(before);
    assertThat(before.getFirst().timestamp()).isEqualTo(start);
  }

  @Test
  void aClockThatJumpsHidesNoEventAndTheyStayInTheirOrder() throws IOException {
    try (LogSink.Stream out = store.open(ACCOUNT, REGION, GROUP, A)) {
      for (String text : List.of("first", "an hour later", "an hour before")) {
        line(out, text);
        clock.putBack(Duration.ofHours(text.equals("first") ? -1 : 2));
      }
    }
    for (int process = 0; process < 2; process++) {
      assertThat(messages(get(A, null, null, true)))
          .containsExactly("first", "an hour later", "an hour before");
      assertThat(filtered(filter().startTime(start - 3_700_000).endTime(start - 3_500_000)))
          .containsExactly("an hour before");
      assertThat(filtered(filter().startTime(start + 3_500_000))).containsExactly("an hour later");
      reopen();
    }
  }

  @Test
  void whatNobodyReadsIsWrittenAfterAMoment() throws IOException {
    try (LogSink.Stream out = store.open(ACCOUNT, REGION, GROUP, A)) {
      line(out, "x");
    }
    clock.advance(Duration.ofMillis(100));
    store.close();
    try (LogStore other = new LogStore(directory, RETENTION, clock)) {
      assertThat(other.groups(ACCOUNT, REGION)).hasSize(1);
    }
    open();
  }

  @Test
  void forwardPagesEndWithTheSameTokenAndGoOnWhenThereIsMore() {
    write(GROUP, A, 5);
    write(GROUP, B, 5);
    GetLogEventsResponse first = get(A, null, 2, true);
    assertThat(messages(first)).containsExactly("a 0", "a 1");
    GetLogEventsResponse second = get(A, first.nextForwardToken(), 3, true);
    assertThat(messages(second)).containsExactly("a 2", "a 3", "a 4");
    GetLogEventsResponse end = get(A, second.nextForwardToken(), 3, true);
    assertThat(events(end)).isEmpty();
    assertThat(end.nextForwardToken()).isEqualTo(second.nextForwardToken());
    write(GROUP, A, 1);
    assertThat(messages(get(A, end.nextForwardToken(), 3, true))).containsExactly("a 0");
  }

  @Test
  void backwardPagesGoFromTheLatestToTheEarliest() {
    write(GROUP, A, 5);
    GetLogEventsResponse latest = get(A, null, 2, false);
    assertThat(messages(latest)).containsExactly("a 3", "a 4");
    GetLogEventsResponse before = get(A, latest.nextBackwardToken(), 3, false);
    assertThat(messages(before)).containsExactly("a 0", "a 1", "a 2");
    GetLogEventsResponse end = get(A, before.nextBackwardToken(), 3, false);
    assertThat(events(end)).isEmpty();
    assertThat(end.nextBackwardToken()).isEqualTo(before.nextBackwardToken());
    assertThat(messages(get(A, before.nextForwardToken(), null, false)))
        .containsExactly("a 3", "a 4");
  }

  @Test
  void aPageIsNotLongerThanAMegabyte() {
    try (LogSink.Stream out = store.open(ACCOUNT, REGION, GROUP, A)) {
      for (int i = 0; i < 10; i++) {
        line(out, i + "x".repeat(200_000));
      }
    }
    assertThat(events(get(A, null, null, true))).hasSize(5);
    assertThat(events(get(A, null, null, false))).hasSize(5);
    int all = 0;
    String token = null;
    for (GetLogEventsResponse page = get(A, token, null, true);
        !events(page).isEmpty();
        page = get(A, token, null, true)) {
      all += events(page).size();
      token = page.nextForwardToken();
    }
    assertThat(all).isEqualTo(10);
  }

  @Test
  void theStartOfARangeIsPartOfItAndItsEndOnlyWhenFiltering() {
    write(GROUP, A, 5);
    GetLogEventsResponse range =
        operations.getLogEvents(
            call(),
            GetLogEventsRequest.builder()
                .logGroupName(GROUP)
                .logStreamName(A)
                .startTime(start + 1)
                .endTime(start + 3)
                .build());
    assertThat(messages(range)).containsExactly("a 1", "a 2");
    assertThat(filtered(filter().startTime(start + 1).endTime(start + 3)))
        .containsExactly("a 1", "a 2", "a 3");
  }

  @Test
  void whatIsNotThereIsRefusedInAwssWords() {
    assertRefused(
        () -> get(A, null, null, true),
        "ResourceNotFoundException",
        "The specified log group does not exist.");
    write(GROUP, A, 1);
    assertRefused(
        () -> get(B, null, null, true),
        "ResourceNotFoundException",
        "The specified log stream does not exist.");
    assertRefused(
        () -> filtered(filter().logStreamNames(List.of(A, B))),
        "ResourceNotFoundException",
        "The specified log stream does not exist.");
    assertRefused(
        () ->
            operations.describeLogStreams(
                call(), DescribeLogStreamsRequest.builder().logGroupName("no").build()),
        "ResourceNotFoundException",
        "The specified log group does not exist.");
  }

  @Test
  void requestsThatContradictThemselvesAreRefused() {
    write(GROUP, A, 1);
    assertRefused(
        () -> filtered(filter().logGroupIdentifier(GROUP)),
        "InvalidParameterException",
        "mutually exclusive");
    assertRefused(
        () -> filtered(FilterLogEventsRequest.builder()),
        "InvalidParameterException",
        "Either LogGroupName or LogGroupIdentifier");
    assertRefused(
        () -> filtered(filter().logStreamNames(List.of(A)).logStreamNamePrefix("x")),
        "InvalidParameterException",
        "mutually exclusive");
    assertRefused(
        () -> filtered(filter().nextToken("nonsense")),
        "InvalidParameterException",
        "The specified nextToken is invalid.");
    assertRefused(
        () -> get(A, "f/" + "9".repeat(56), null, true),
        "InvalidParameterException",
        "The specified nextToken is invalid.");
    assertRefused(
        () -> filtered(filter().filterPattern("a=b")),
        "InvalidParameterException",
        "Invalid character(s) in term 'a=b'");
    assertRefused(
        () -> filtered(filter().filterPattern("{ $.a = 1 }")),
        "NotImplementedException",
        "not implemented");
    assertRefused(
        () -> streams(true, false, "2026", null, null),
        "InvalidParameterException",
        "Cannot order by LastEventTime with a logStreamNamePrefix.");
  }

  @Test
  void filteringMergesStreamsInOrderOfTime() {
    try (LogSink.Stream a = store.open(ACCOUNT, REGION, GROUP, A);
        LogSink.Stream b = store.open(ACCOUNT, REGION, GROUP, B)) {
      line(a, "1 ERROR");
      line(b, "2 fine");
      line(a, "3 fine");
      line(b, "4 ERROR");
    }
    assertThat(filtered(filter())).containsExactly("1 ERROR", "2 fine", "3 fine", "4 ERROR");
    assertThat(filtered(filter().filterPattern("ERROR"))).containsExactly("1 ERROR", "4 ERROR");
    assertThat(filtered(filter().filterPattern("-ERROR"))).containsExactly("2 fine", "3 fine");
    assertThat(filtered(filter().logStreamNames(List.of(B)))).containsExactly("2 fine", "4 ERROR");
    assertThat(filtered(filter().logStreamNamePrefix("2026/01/01/[$LATEST]a")))
        .containsExactly("1 ERROR", "3 fine");
    assertThat(filtered(filter().logStreamNamePrefix("2027"))).isEmpty();
  }

  @Test
  void filteredPagesJoinWithoutGapsAndIdsAreUniqueAndStable() {
    write(GROUP, A, 7);
    List<FilteredLogEvent> paged = new ArrayList<>();
    String token = null;
    do {
      FilterLogEventsResponse page =
          operations.filterLogEvents(call(), filter().limit(3).nextToken(token).build());
      paged.addAll(filteredEvents(page));
      token = page.nextToken();
    } while (token != null);
    assertThat(paged)
        .isEqualTo(filteredEvents(operations.filterLogEvents(call(), filter().build())))
        .hasSize(7);
    assertThat(paged)
        .extracting(FilteredLogEvent::eventId)
        .doesNotHaveDuplicates()
        .isSorted()
        .allMatch(id -> id != null && id.length() == 56);
  }

  private DescribeLogStreamsResponse streams(
      boolean byTime,
      boolean descending,
      @Nullable String prefix,
      @Nullable Integer limit,
      @Nullable String token) {
    return operations.describeLogStreams(
        call(),
        DescribeLogStreamsRequest.builder()
            .logGroupName(GROUP)
            .orderBy(byTime ? OrderBy.LAST_EVENT_TIME : OrderBy.LOG_STREAM_NAME)
            .descending(descending)
            .logStreamNamePrefix(prefix)
            .limit(limit)
            .nextToken(token)
            .build());
  }

  private static List<String> names(DescribeLogStreamsResponse response) {
    return Objects.requireNonNull(response.logStreams()).stream()
        .map(one -> String.valueOf(one.logStreamName()))
        .toList();
  }

  @Test
  void streamsAreListedByNameOrByTimeInEitherDirection() {
    write(GROUP, "c", 1);
    write(GROUP, "a", 1);
    write(GROUP, "b", 1);
    assertThat(names(streams(false, false, null, null, null))).containsExactly("a", "b", "c");
    assertThat(names(streams(false, true, null, null, null))).containsExactly("c", "b", "a");
    assertThat(names(streams(true, false, null, null, null))).containsExactly("c", "a", "b");
    assertThat(names(streams(true, true, null, null, null))).containsExactly("b", "a", "c");
    assertThat(names(streams(false, false, "b", null, null))).containsExactly("b");
  }

  @Test
  void pagesOfStreamsJoinWithoutGaps() {
    List.of("c", "a", "d", "b", "e").forEach(name -> write(GROUP, name, 1));
    for (boolean byTime : List.of(true, false)) {
      for (boolean descending : List.of(true, false)) {
        List<String> paged = new ArrayList<>();
        String token = null;
        do {
          DescribeLogStreamsResponse page = streams(byTime, descending, null, 2, token);
          paged.addAll(names(page));
          token = page.nextToken();
        } while (token != null);
        assertThat(paged).isEqualTo(names(streams(byTime, descending, null, null, null)));
      }
    }
  }

  @Test
  void aStreamTellsItsTimes() {
    clock.advance(Duration.ofMillis(10));
    write(GROUP, A, 3);
    List<LogStream> streams = streams(false, false, null, null, null).logStreams();
    assertThat(streams).singleElement().satisfies(this::isStreamA);
  }

  private void isStreamA(LogStream stream) {
    assertThat(stream.creationTime()).isEqualTo(start + 10);
    assertThat(stream.firstEventTimestamp()).isEqualTo(start + 10);
    assertThat(stream.lastEventTimestamp()).isEqualTo(start + 12);
    assertThat(stream.arn())
        .isEqualTo("arn:aws:logs:us-east-1:000000000000:log-group:" + GROUP + ":log-stream:" + A);
  }

  private DescribeLogGroupsResponse groups(DescribeLogGroupsRequest.Builder request) {
    return operations.describeLogGroups(call(), request.build());
  }

  private static List<String> groupNames(DescribeLogGroupsResponse response) {
    return Objects.requireNonNull(response.logGroups()).stream()
        .map(one -> String.valueOf(one.logGroupName()))
        .toList();
  }

  @Test
  void groupsAreListedByNameAlsoByTheNextProcess() throws IOException {
    String longName = "x/" + "y".repeat(400);
    List.of("/b", "/a/c", "/a-c", ".hidden", longName + "z", longName)
        .forEach(name -> write(name, A, 1));
    store.open(ACCOUNT, new Region("eu-west-1"), "elsewhere", A).close();
    List<String> expected = List.of(".hidden", "/a-c", "/a/c", "/b", longName, longName + "z");
    assertThat(groupNames(groups(DescribeLogGroupsRequest.builder()))).isEqualTo(expected);
    reopen();
    assertThat(groupNames(groups(DescribeLogGroupsRequest.builder()))).isEqualTo(expected);
    assertThat(groupNames(groups(DescribeLogGroupsRequest.builder().logGroupNamePrefix("/a"))))
        .containsExactly("/a-c", "/a/c");
    assertThat(groupNames(groups(DescribeLogGroupsRequest.builder().logGroupNamePattern("a/"))))
        .containsExactly("/a/c");
  }

  @Test
  void pagesOfGroupsJoinWithoutGaps() {
    List.of("a", "b", "c").forEach(name -> write(name, A, 1));
    DescribeLogGroupsResponse first = groups(DescribeLogGroupsRequest.builder().limit(2));
    assertThat(groupNames(first)).containsExactly("a", "b");
    DescribeLogGroupsResponse second =
        groups(DescribeLogGroupsRequest.builder().limit(2).nextToken(first.nextToken()));
    assertThat(groupNames(second)).containsExactly("c");
    assertThat(second.nextToken()).isNull();
  }

  @Test
  void aGroupTellsWhatIsKnownOfIt() {
    write(GROUP, A, 1);
    clock.advance(Duration.ofHours(2));
    assertThat(groups(DescribeLogGroupsRequest.builder()).logGroups())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.creationTime()).isEqualTo(start);
              assertThat(group.retentionInDays()).isEqualTo(30);
              assertThat(group.storedBytes()).isPositive();
              assertThat(group.arn())
                  .isEqualTo("arn:aws:logs:us-east-1:000000000000:log-group:" + GROUP + ":*");
            });
  }

  @Test
  void aGroupMayBeNamedByItsArn() {
    write(GROUP, A, 1);
    String arn = "arn:aws:logs:us-east-1:000000000000:log-group:" + GROUP;
    for (String identifier : List.of(GROUP, arn, arn + ":*")) {
      assertThat(filtered(FilterLogEventsRequest.builder().logGroupIdentifier(identifier)))
          .containsExactly("a 0");
    }
    assertRefused(
        () ->
            filtered(
                FilterLogEventsRequest.builder()
                    .logGroupIdentifier(arn.replace("us-east-1", "eu-west-1"))),
        "ResourceNotFoundException",
        "The specified log group does not exist.");
  }
}
