package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.dispatch.EventQueue.Waiting;
import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Region;
import dev.martlet.model.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final FunctionArn A = function("a");
  private static final FunctionArn B = function("b");
  private static final FunctionArn C = function("c");
  private static final String FULL = "The queue of asynchronous invocations is full";
  private static final String HALF = "One function may have half of the queue";

  private static FunctionArn function(String name) {
    return new FunctionArn(new Region("us-east-1"), new AccountId("000000000000"), name);
  }

  private static Ledger ledger(long count, long bytes) {
    return new Ledger(new EventLimits(count, new ByteSize(bytes), 1, ByteSize.megabytes(128)));
  }

  private int numbers;

  private QueuedEvent event(String payload, Instant queuedAt) {
    return event(A, payload, queuedAt);
  }

  private QueuedEvent event(FunctionArn function, String payload, Instant queuedAt) {
    RequestId request = new RequestId("11111111-2222-4333-8444-%012d".formatted(numbers++));
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
    Ledger ledger = ledger(2, 1000);
    QueuedEvent event = event(A, "{}", NOW);
    assertThat(ledger.tryEnter(event)).isEmpty();
    assertThat(ledger.tryEnter(event(B, "{}", NOW))).isEmpty();
    assertThat(ledger.tryEnter(event(C, "{}", NOW))).get().asString().startsWith(FULL);
    ledger.end(event);
    assertThat(ledger.tryEnter(event)).isEmpty();
    assertThat(ledger.count()).isEqualTo(2);
  }

  @Test
  void bytesAreBoundedTooAndWhatTravelsWithThePayloadCounts() {
    Ledger ledger = ledger(100, 10);
    assertThat(ledger.tryEnter(event("\"12345678\"", NOW))).isEmpty();
    assertThat(ledger.tryEnter(event(B, "1", NOW))).get().asString().startsWith(FULL);
    assertThat(ledger.size()).isEqualTo(new ByteSize(10));
    QueuedEvent plain = event("1", NOW);
    QueuedEvent withContext =
        new QueuedEvent(
            plain.id(), NOW, plain.request(), A, "$LATEST", plain.payload(), "{}", "Root=1");
    assertThat(withContext.size()).isEqualTo(9);
  }

  @Test
  void oneFunctionHasHalfOfTheEventsAndTheRestIsForTheOthers() {
    Ledger ledger = ledger(4, 1000);
    QueuedEvent first = event("1", NOW);
    assertThat(ledger.tryEnter(first)).isEmpty();
    assertThat(ledger.tryEnter(event("1", NOW))).isEmpty();
    assertThat(ledger.tryEnter(event("1", NOW))).get().asString().startsWith(HALF);
    assertThat(ledger.tryEnter(event(B, "1", NOW))).isEmpty();
    ledger.end(first);
    assertThat(ledger.tryEnter(event("1", NOW))).isEmpty();
  }

  @Test
  void oneFunctionHasHalfOfTheBytesAndItsFirstEventWhateverItsSize() {
    Ledger ledger = ledger(100, 10);
    QueuedEvent large = event("\"123456\"", NOW);
    assertThat(ledger.tryEnter(large)).isEmpty();
    assertThat(ledger.tryEnter(event("1", NOW))).get().asString().startsWith(HALF);
    assertThat(ledger.tryEnter(event(B, "1", NOW))).isEmpty();
    ledger.end(large);
    assertThat(ledger.tryEnter(event("1", NOW))).isEmpty();
  }

  @Test
  void theOldestIsThatWhichIsStillThere() {
    Ledger ledger = ledger(9, 1000);
    QueuedEvent first = event("1", NOW);
    QueuedEvent second = event("1", NOW);
    QueuedEvent third = event("2", NOW.plusSeconds(10));
    assertThat(ledger.oldest()).isEmpty();
    List.of(first, second, third).forEach(each -> assertThat(ledger.tryEnter(each)).isEmpty());
    ledger.end(first);
    assertThat(ledger.oldest()).contains(NOW);
    ledger.end(second);
    assertThat(ledger.oldest()).contains(NOW.plusSeconds(10));
  }

  @Test
  void whatTwoHaveInHandAndBothEndCountsOutOnce() {
    Ledger ledger = ledger(9, 1000);
    QueuedEvent event = event("1", NOW);
    assertThat(ledger.tryEnter(event)).isEmpty();
    ledger.take(event);
    ledger.end(event);
    ledger.end(event);
    assertThat(ledger.count()).isZero();
    assertThat(ledger.functions()).isEmpty();
    assertThat(ledger.oldest()).isEmpty();
  }

  @Test
  void whatAFormerProcessLeftCounts() {
    Ledger ledger = ledger(2, 1000);
    ledger.recount(
        each -> {
          each.accept(Waiting.of(event("12", NOW.minusSeconds(5))));
          each.accept(Waiting.of(event(B, "3", NOW)));
        });
    assertThat(ledger.tryEnter(event("1", NOW))).get().asString().startsWith(FULL);
    assertThat(ledger.size()).isEqualTo(new ByteSize(3));
    assertThat(ledger.oldest()).contains(NOW.minusSeconds(5));
    assertThat(ledger.functions()).containsExactlyInAnyOrder(A, B);
  }

  /** What becomes of an event while it is counted anew, and whether it is there afterwards. */
  enum Change {
    STAYS_IN_HAND(true),
    IS_LET_GO(true),
    ENDS(false);

    private final boolean stays;

    Change(boolean stays) {
      this.stays = stays;
    }

    void happen(Ledger ledger, QueuedEvent event) {
      switch (this) {
        case STAYS_IN_HAND -> {
          // Nothing happens to it.
        }
        case IS_LET_GO -> ledger.letGo(event);
        case ENDS -> ledger.end(event);
      }
    }
  }

  static Stream<Arguments> changes() {
    return Stream.of(Change.values())
        .flatMap(
            change ->
                Stream.of(
                    Arguments.of(change, false, false),
                    Arguments.of(change, false, true),
                    Arguments.of(change, true, false),
                    Arguments.of(change, true, true)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whatChangesDuringARecountCountsAsItIsAfterwardsWhetherItIsReadOrNot(
      Change change, boolean before, boolean read) {
    Ledger ledger = ledger(9, 1000);
    QueuedEvent event = event("1", NOW);
    if (before) {
      assertThat(ledger.tryEnter(event)).isEmpty();
    }
    ledger.recount(
        each -> {
          if (!before) {
            assertThat(ledger.tryEnter(event)).isEmpty();
          }
          change.happen(ledger, event);
          if (read) {
            each.accept(Waiting.of(event));
          }
        });
    assertThat(ledger.count()).isEqualTo(change.stays ? 1 : 0);
    assertThat(ledger.size()).isEqualTo(new ByteSize(change.stays ? 1 : 0));
    // What is not in hand any more counts as the next one finds it.
    ledger.recount(_ -> {});
    assertThat(ledger.count()).isEqualTo(change == Change.STAYS_IN_HAND ? 1 : 0);
  }

  @Test
  void aRecountThatFailsChangesNothing() {
    Ledger ledger = ledger(9, 1000);
    QueuedEvent event = event("1", NOW);
    assertThat(ledger.tryEnter(event)).isEmpty();
    assertThatThrownBy(
            () ->
                ledger.recount(
                    each -> {
                      each.accept(Waiting.of(event("2", NOW)));
                      throw new IllegalStateException("scripted");
                    }))
        .hasMessage("scripted");
    assertThat(ledger.count()).isEqualTo(1);
    ledger.end(event);
    assertThat(ledger.count()).isZero();
  }
}
