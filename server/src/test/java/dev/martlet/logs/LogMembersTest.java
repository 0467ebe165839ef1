package dev.martlet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.LogSink;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Structure;
import dev.martlet.wire.shape.logs.DescribeLogGroupsRequest;
import dev.martlet.wire.shape.logs.DescribeLogStreamsRequest;
import dev.martlet.wire.shape.logs.FilterLogEventsRequest;
import dev.martlet.wire.shape.logs.FilterLogEventsResponse;
import dev.martlet.wire.shape.logs.GetLogEventsRequest;
import dev.martlet.wire.shape.logs.GetLogEventsResponse;
import dev.martlet.wire.shape.logs.LogGroup;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What requests for logs may say, to the last member. */
class LogMembersTest extends LogGround {
  @BeforeEach
  void writeTwoStreams() {
    write("a");
    write("b");
  }

  private void write(String stream) {
    try (LogSink.Stream out = store.open(ACCOUNT, REGION, GROUP, stream)) {
      out.append(clock.now().toEpochMilli(), ByteBuffer.wrap(new byte[] {'x'}));
    }
  }

  @Test
  void groupsOfOtherAccountsAreNotThere() {
    assertThat(groups(List.of())).containsExactly(GROUP);
    assertThat(groups(List.of(ACCOUNT.digits(), "111111111111"))).containsExactly(GROUP);
    assertThat(groups(List.of("111111111111"))).isEmpty();
  }

  private List<String> groups(List<String> accounts) {
    DescribeLogGroupsRequest request =
        DescribeLogGroupsRequest.builder()
            .includeLinkedAccounts(true)
            .accountIdentifiers(accounts)
            .build();
    return Objects.requireNonNull(operations.describeLogGroups(call(), request).logGroups())
        .stream()
        .map(LogGroup::logGroupName)
        .toList();
  }

  @Test
  void whatAsksForNothingElseChangesNothing() {
    FilterLogEventsRequest.Builder filter = FilterLogEventsRequest.builder().logGroupName(GROUP);
    FilterLogEventsResponse merged = operations.filterLogEvents(call(), filter.build());
    assertThat(merged.events()).hasSize(2);
    filter.interleaved(false).unmask(true);
    assertThat(operations.filterLogEvents(call(), filter.build())).isEqualTo(merged);

    GetLogEventsRequest.Builder get =
        GetLogEventsRequest.builder().logGroupName(GROUP).logStreamName("a");
    GetLogEventsResponse stream = operations.getLogEvents(call(), get.build());
    assertThat(stream.events()).hasSize(1);
    assertThat(operations.getLogEvents(call(), get.unmask(true).build())).isEqualTo(stream);
  }

  /** A member that is new in the model is to be thought of. */
  @Test
  void noMemberOfTheModelIsDroppedInSilence() {
    assertThat(members(DescribeLogGroupsRequest.SHAPE))
        .containsExactlyInAnyOrder(
            "accountIdentifiers",
            "logGroupNamePrefix",
            "logGroupNamePattern",
            "nextToken",
            "limit",
            "includeLinkedAccounts",
            "logGroupClass",
            "logGroupIdentifiers");
    assertThat(members(DescribeLogStreamsRequest.SHAPE))
        .containsExactlyInAnyOrder(
            "logGroupName",
            "logGroupIdentifier",
            "logStreamNamePrefix",
            "orderBy",
            "descending",
            "nextToken",
            "limit");
    assertThat(members(GetLogEventsRequest.SHAPE))
        .containsExactlyInAnyOrder(
            "logGroupName",
            "logGroupIdentifier",
            "logStreamName",
            "startTime",
            "endTime",
            "nextToken",
            "limit",
            "startFromHead",
            "unmask");
    assertThat(members(FilterLogEventsRequest.SHAPE))
        .containsExactlyInAnyOrder(
            "logGroupName",
            "logGroupIdentifier",
            "logStreamNames",
            "logStreamNamePrefix",
            "startTime",
            "endTime",
            "filterPattern",
            "nextToken",
            "limit",
            "startFromHead",
            "interleaved",
            "unmask");
  }

  private static List<String> members(Structure<?> shape) {
    return shape.members().stream().map(Member::name).toList();
  }
}
