package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Region;
import dev.martlet.model.RequestId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final FunctionArn A = function("a");
  private static final FunctionArn B = function("b");
  private static final FunctionArn C = function("c");
  private static final String FULL = "The queue of asynchronous invocations is full";
  private static final String HALF = "One function may have half of the queue";

  private static FunctionArn function(String name) {
    return new FunctionArn(new Region("us-east-1"), new AccountId("000000000000"), name);
  }

  private static Backlog backlog(long count, long bytes, EventQueue.Waiting... there) {
    EventLimits limits = new EventLimits(count, new ByteSize(bytes), 1, ByteSize.megabytes(128));
    return new Backlog(limits, List.of(there));
  }

  private static QueuedEvent event(String payload, Instant queuedAt) {
    return event(A, payload, queuedAt);
  }

  private static QueuedEvent event(FunctionArn function, String payload, Instant queuedAt) {
    RequestId request = new RequestId("11111111-2222-4333-8444-555555555555");
    return new QueuedEvent(
        EventId.of(queuedAt, request),
        queuedAt,
        request,
        function,
        "$LATEST",
        Bytes.utf8(payload),
        null,
        null);
  }

  @Test
  void asManyEnterAsThereIsRoomFor() {
    Backlog backlog = backlog(2, 1000);
    QueuedEvent event = event(A, "{}", NOW);
    assertThat(backlog.tryEnter(event)).isEmpty();
    assertThat(backlog.tryEnter(event(B, "{}", NOW))).isEmpty();
    assertThat(backlog.tryEnter(event(C, "{}", NOW))).get().asString().startsWith(FULL);
    backlog.leave(event);
    assertThat(backlog.tryEnter(event)).isEmpty();
    assertThat(backlog.count()).isEqualTo(2);
  }

  @Test
  void bytesAreBoundedTooAndWhatTravelsWithThePayloadCounts() {
    Backlog backlog = backlog(100, 10);
    assertThat(backlog.tryEnter(event("\"12345678\"", NOW))).isEmpty();
    assertThat(backlog.tryEnter(event(B, "1", NOW))).get().asString().startsWith(FULL);
    assertThat(backlog.size()).isEqualTo(new ByteSize(10));
    QueuedEvent plain = event("1", NOW);
    QueuedEvent withContext =
        new QueuedEvent(
            plain.id(), NOW, plain.request(), A, "$LATEST", plain.payload(), "{}", "Root=1");
    assertThat(withContext.size()).isEqualTo(9);
  }

  @Test
  void oneFunctionHasHalfOfTheEventsAndTheRestIsForTheOthers() {
    Backlog backlog = backlog(4, 1000);
    assertThat(backlog.tryEnter(event("1", NOW))).isEmpty();
    assertThat(backlog.tryEnter(event("1", NOW))).isEmpty();
    assertThat(backlog.tryEnter(event("1", NOW))).get().asString().startsWith(HALF);
    assertThat(backlog.tryEnter(event(B, "1", NOW))).isEmpty();
    backlog.leave(event("1", NOW));
    assertThat(backlog.tryEnter(event("1", NOW))).isEmpty();
  }

  @Test
  void oneFunctionHasHalfOfTheBytesAndItsFirstEventWhateverItsSize() {
    Backlog backlog = backlog(100, 10);
    QueuedEvent large = event("\"123456\"", NOW);
    assertThat(backlog.tryEnter(large)).isEmpty();
    assertThat(backlog.tryEnter(event("1", NOW))).get().asString().startsWith(HALF);
    assertThat(backlog.tryEnter(event(B, "1", NOW))).isEmpty();
    backlog.leave(large);
    assertThat(backlog.tryEnter(event("1", NOW))).isEmpty();
  }

  @Test
  void theOldestIsThatWhichIsStillThere() {
    Backlog backlog = backlog(9, 1000);
    QueuedEvent first = event("1", NOW);
    QueuedEvent second = event("2", NOW.plusSeconds(10));
    assertThat(backlog.oldest()).isEmpty();
    assertThat(backlog.tryEnter(first)).isEmpty();
    assertThat(backlog.tryEnter(first)).isEmpty();
    assertThat(backlog.tryEnter(second)).isEmpty();
    backlog.leave(first);
    assertThat(backlog.oldest()).contains(NOW);
    backlog.leave(first);
    assertThat(backlog.oldest()).contains(NOW.plusSeconds(10));
  }

  @Test
  void whatAFormerProcessLeftCounts() {
    Backlog backlog = backlog(7, 1000, new EventQueue.Waiting(A, NOW.getEpochSecond() - 5, 7, 700));
    assertThat(backlog.tryEnter(event("1", NOW))).get().asString().startsWith(FULL);
    assertThat(backlog.size()).isEqualTo(new ByteSize(700));
    assertThat(backlog.oldest()).contains(NOW.minusSeconds(5));
  }
}
