package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.dispatch.EventId;
import dev.martlet.dispatch.EventQueue;
import dev.martlet.dispatch.EventQueue.Added;
import dev.martlet.dispatch.EventQueue.Again;
import dev.martlet.dispatch.EventQueue.Attempt;
import dev.martlet.dispatch.EventQueue.Done;
import dev.martlet.dispatch.EventQueue.Held;
import dev.martlet.dispatch.EventQueue.Settled;
import dev.martlet.dispatch.EventQueue.Stale;
import dev.martlet.dispatch.EventQueue.Taken;
import dev.martlet.dispatch.EventQueue.Waiting;
import dev.martlet.dispatch.QueuedEvent;
import dev.martlet.model.AccountId;
import dev.martlet.model.Bytes;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Region;
import dev.martlet.model.RequestId;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link EventQueue} keeps to. Several queues on one database stand for several nodes.
 */
abstract class EventQueueContract {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");

  /** So small that the tests' few events are told in several pieces. */
  private static final int PAGE = 2;

  private static final Attempt NEVER_MADE = new Attempt(event(99, NOW).id(), 1, NOW);

  /** The test's own database, migrated; the same one at every call within a test. */
  abstract Transactions database();

  final EventQueue node(String name) {
    return new SqlEventQueue(database(), name, PAGE);
  }

  static FunctionArn function(int number) {
    return new FunctionArn(new Region("us-east-1"), new AccountId("000000000000"), "f" + number);
  }

  /** Of {@code f0} or {@code f1}, by its number. */
  static QueuedEvent event(int number, Instant queuedAt) {
    RequestId request = new RequestId("11111111-2222-4333-8444-%012d".formatted(number));
    return new QueuedEvent(
        EventId.of(queuedAt, request),
        queuedAt,
        request,
        function(number % 2),
        "$LATEST",
        Bytes.utf8("{\"number\":" + number + "}"),
        number % 3 == 0 ? "{\"custom\":{\"ü\":1}}" : null,
        number % 5 == 0 ? "Root=1-5759e988-bd862e3fe1be46a994272793" : null);
  }

  private static List<Held> take(EventQueue queue, int function, Instant until, int max) {
    EventQueue.Taking taking = queue.take(function(function), until, max);
    assertThat(taking).isInstanceOf(Taken.class);
    return ((Taken) taking).events();
  }

  static Held takeOne(EventQueue queue, Instant until) {
    List<Held> taken = take(queue, 0, until, 9);
    assertThat(taken).hasSize(1);
    return taken.getFirst();
  }

  static List<Waiting> waiting(EventQueue queue) {
    List<Waiting> told = new ArrayList<>();
    queue.waiting(told::add);
    return told;
  }

  private static List<QueuedEvent> events(List<Held> held) {
    return held.stream().map(Held::event).toList();
  }

  @Test
  void anEventThatNobodyHasWrittenIsDamageToWhoeverCounts() {
    EventQueue queue = node("n");
    queue.add(event(0, NOW));
    breakEvents();
    assertThatThrownBy(() -> queue.waiting(each -> {})).isInstanceOf(DamagedFailure.class);
  }

  @Test
  void anEventThatNobodyHasWrittenIsDamageToWhoeverTakesIt() {
    EventQueue queue = node("n");
    queue.add(event(0, NOW));
    breakEvents();
    assertThatThrownBy(() -> queue.take(function(0), NOW, 1)).isInstanceOf(DamagedFailure.class);
  }

  private void breakEvents() {
    int broken =
        database()
            .run(
                connection -> {
                  try (Statement statement = connection.createStatement()) {
                    return statement.executeUpdate("UPDATE event SET id = 'no id'");
                  }
                });
    assertThat(broken).isOne();
  }

  @Test
  void whatIsAddedIsTakenAsItWas() {
    EventQueue queue = node("a");
    for (int number = 0; number < 30; number++) {
      assertThat(queue.add(event(number, NOW))).isEqualTo(new Added());
    }
    for (int function = 0; function < 2; function++) {
      int parity = function;
      assertThat(events(take(queue, function, NOW, 30)))
          .containsExactlyElementsOf(
              IntStream.range(0, 30)
                  .filter(number -> number % 2 == parity)
                  .mapToObj(number -> event(number, NOW))
                  .toList());
    }
  }

  @Test
  void aLargePayloadComesBackWhole() {
    EventQueue queue = node("a");
    QueuedEvent small = event(0, NOW);
    Bytes payload = Bytes.utf8("\"" + "x".repeat(1_048_574) + "\"");
    queue.add(
        new QueuedEvent(
            small.id(), NOW, small.request(), small.function(), "7", payload, null, null));
    assertThat(takeOne(queue, NOW).event().payload()).isEqualTo(payload);
  }

  @Test
  void whatIsAddedTwiceIsThereOnce() {
    EventQueue queue = node("a");
    queue.add(event(0, NOW));
    assertThat(queue.add(event(0, NOW))).isEqualTo(new Added());
    assertThat(take(queue, 0, NOW, 9)).hasSize(1);
  }

  @Test
  void whatIsTakenIsItsTakersUntilItIsSettled() {
    EventQueue mine = node("a");
    EventQueue other = node("b");
    mine.add(event(0, NOW));
    Held taken = takeOne(mine, NOW);
    assertThat(take(mine, 0, NOW.plus(Duration.ofDays(365)), 9)).isEmpty();
    assertThat(take(other, 0, NOW.plus(Duration.ofDays(365)), 9)).isEmpty();
    assertThat(other.settle(taken.attempt(), new Done())).isEqualTo(new Stale());
    assertThat(mine.settle(taken.attempt(), new Done())).isEqualTo(new Settled());
    assertThat(waiting(mine)).isEmpty();
  }

  @Test
  void oneThatIsDueAgainComesAsTheNextAttemptNotBeforeItsTime() {
    EventQueue queue = node("a");
    queue.add(event(0, NOW));
    Held first = takeOne(queue, NOW);
    assertThat(first.attempt().number()).isEqualTo(1);
    assertThat(first.errors()).isZero();
    Instant later = NOW.plusSeconds(60);
    assertThat(queue.settle(first.attempt(), new Again(later, 1))).isEqualTo(new Settled());

    EventQueue.Taking early = queue.take(function(0), later.minusNanos(1000), 9);
    assertThat(early).isEqualTo(new Taken(List.of(), Optional.of(later)));
    Held second = takeOne(queue, later);
    assertThat(second.event()).isEqualTo(first.event());
    assertThat(second.attempt()).isEqualTo(new Attempt(first.event().id(), 2, later));
    assertThat(second.errors()).isEqualTo(1);
  }

  @Test
  void thoseDueFirstComeFirstAndNoMoreThanAskedFor() {
    EventQueue queue = node("a");
    for (int number : new int[] {4, 0, 2}) {
      queue.add(event(number, NOW.plusSeconds(number)));
    }
    EventQueue.Taking some = queue.take(function(0), NOW.plusSeconds(9), 2);
    assertThat(some)
        .isInstanceOfSatisfying(
            Taken.class,
            taken -> {
              assertThat(events(taken.events()))
                  .containsExactly(event(0, NOW), event(2, NOW.plusSeconds(2)));
              assertThat(taken.next()).as("not looked for").isEmpty();
            });
    assertThat(events(take(queue, 0, NOW.plusSeconds(9), 2)))
        .containsExactly(event(4, NOW.plusSeconds(4)));
  }

  @Test
  void anAttemptIsSettledOnceAndAnOldOneChangesNothing() {
    EventQueue queue = node("a");
    queue.add(event(0, NOW));
    Held first = takeOne(queue, NOW);
    queue.settle(first.attempt(), new Again(NOW, 1));
    assertThat(queue.settle(first.attempt(), new Done())).as("free").isEqualTo(new Stale());
    Held second = takeOne(queue, NOW);
    assertThat(queue.settle(first.attempt(), new Done())).as("taken").isEqualTo(new Stale());
    assertThat(queue.settle(first.attempt(), new Again(NOW, 7))).isEqualTo(new Stale());
    assertThat(queue.settle(second.attempt(), new Done())).isEqualTo(new Settled());
    assertThat(queue.settle(second.attempt(), new Done())).isEqualTo(new Stale());
    assertThat(queue.settle(NEVER_MADE, new Done())).isEqualTo(new Stale());
  }

  @Test
  void aNodeGivesBackItsOwnButWhatItHolds() {
    EventQueue mine = node("a");
    EventQueue other = node("b");
    mine.add(event(0, NOW));
    mine.add(event(2, NOW));
    other.add(event(4, NOW));
    List<Held> two = take(mine, 0, NOW, 2);
    List<Held> third = take(other, 0, NOW, 1);
    Held kept = two.getFirst();
    Held given = two.getLast();

    assertThat(mine.giveBack(Set.of(kept.attempt()))).isEqualTo(1);
    assertThat(mine.settle(given.attempt(), new Done())).isEqualTo(new Stale());
    Held again = takeOne(mine, NOW);
    assertThat(again.event()).isEqualTo(given.event());
    assertThat(again.attempt().number()).isEqualTo(2);
    assertThat(mine.settle(kept.attempt(), new Done())).isEqualTo(new Settled());
    assertThat(other.settle(third.getFirst().attempt(), new Done())).isEqualTo(new Settled());
  }

  // After a clock was put back it may be due when it was, in the database's microseconds.
  @ParameterizedTest
  @ValueSource(longs = {1_000_000_000, 999, 0, -1_000_000_000})
  void whatANodeHasSettledIsNotItsOwnAgainIfItGivesBackMeanwhile(long nanos) {
    EventQueue queue = node("a");
    queue.add(event(0, NOW));
    Attempt first = takeOne(queue, NOW).attempt();
    Instant again = NOW.plusNanos(nanos);
    queue.settle(first, new Again(again, 0));
    assertThat(queue.giveBack(Set.of(first))).isZero();
    Attempt second = takeOne(queue, again).attempt();
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.dueAt()).isBetween(again.minusNanos(1999), again).isNotEqualTo(NOW);
  }

  @Test
  void whatAnotherProcessHasDoneUnderItsNameANodeLearnsWhenItSettles() {
    EventQueue mine = node("a");
    EventQueue next = node("a");
    for (int number : new int[] {0, 2, 4}) {
      mine.add(event(number, NOW.plusMillis(number)));
    }
    List<Held> held = take(mine, 0, NOW.plusSeconds(1), 3);
    next.giveBack(Set.of());
    List<Held> theirs = take(next, 0, NOW.plusSeconds(1), 2);
    next.settle(theirs.getFirst().attempt(), new Done());
    Attempt over = held.get(0).attempt();
    Attempt triedAgain = held.get(1).attempt();
    Attempt untouched = held.get(2).attempt();

    assertThat(mine.giveBack(Set.of(over, triedAgain, untouched))).isEqualTo(1);
    assertThat(take(mine, 0, NOW.plusSeconds(1), 3))
        .extracting(again -> again.attempt().number())
        .as("what it has again it does not take")
        .containsExactly(3);
    assertThat(mine.settle(over, new Done())).isEqualTo(new Stale());
    assertThat(mine.settle(triedAgain, new Done())).isEqualTo(new Stale());
    assertThat(mine.settle(untouched, new Done())).isEqualTo(new Settled());
  }

  @Test
  void whatThereIsIsToldOnceWhetherItIsTakenOrNot() {
    EventQueue queue = node("a");
    QueuedEvent early = event(0, NOW);
    QueuedEvent taken = event(2, NOW.plusMillis(100));
    QueuedEvent late = event(4, NOW.plusSeconds(1));
    QueuedEvent other = event(1, NOW);
    List.of(early, taken, late, other).forEach(queue::add);
    take(queue, 0, NOW, 1);
    assertThat(waiting(queue))
        .containsExactlyInAnyOrder(waiting(early), waiting(taken), waiting(late), waiting(other));
  }

  private static Waiting waiting(QueuedEvent event) {
    return new Waiting(event.id(), event.function(), event.queuedAt(), event.size());
  }

  @Test
  void whatStaysIsToldOnceHoweverMuchComesAndGoesMeanwhile() {
    EventQueue queue = node("a");
    List<QueuedEvent> stays = IntStream.range(10, 20).mapToObj(n -> event(n, NOW)).toList();
    stays.forEach(queue::add);
    QueuedEvent goes = event(21, NOW.plusMillis(5));
    queue.add(goes);
    List<EventId> told = new ArrayList<>();
    queue.waiting(
        waiting -> {
          told.add(waiting.id());
          queue.add(event(100 + told.size(), NOW.minusMillis(told.size())));
          queue.add(event(200 + told.size(), NOW.plusMillis(told.size() % 10)));
          take(queue, 1, NOW.plusMillis(5), 99).stream()
              .filter(held -> held.event().equals(goes))
              .forEach(held -> queue.settle(held.attempt(), new Done()));
        });
    assertThat(told)
        .doesNotHaveDuplicates()
        .containsAll(stays.stream().map(QueuedEvent::id).toList())
        .doesNotContain(goes.id());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomHistoriesLoseNothingAndEndNothingTwice(long seed) {
    Transactions lossy = new LossyTransactions(database(), seed, EventQueueContract::isWrite);
    List<EventQueue> nodes = List.of(new SqlEventQueue(lossy, "a"), new SqlEventQueue(lossy, "b"));
    assertThat(new EventHistory(seed, NOW).faults(nodes, node("truth"))).isEmpty();
  }

  // Settling and giving back tell how many rows they changed.
  private static boolean isWrite(Object result) {
    return result instanceof Added || result instanceof Taken || result instanceof Integer;
  }

  @Test
  void theHistoriesFindAQueueThatSettlesWhatIsOver() {
    List<EventQueue> nodes =
        List.of(
            new SettlesUnchecked(node("a"), database()),
            new SettlesUnchecked(node("b"), database()));
    assertThat(new EventHistory(5, NOW).faults(nodes, node("truth"))).isNotEmpty();
  }
}
