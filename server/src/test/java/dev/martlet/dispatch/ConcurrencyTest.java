package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.dispatch.Concurrency.Entry;
import dev.martlet.dispatch.Concurrency.Full;
import dev.martlet.dispatch.Concurrency.Place;
import dev.martlet.dispatch.FunctionCatalog.Reserved;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Functions;
import dev.martlet.model.Outcome.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrencyTest {
  private static final FunctionArn A = Functions.version("a", "r", 128).arn();
  private static final FunctionArn B = Functions.version("b", "r", 128).arn();
  private static final FunctionArn C = Functions.version("c", "r", 128).arn();

  private final Concurrency concurrency = new Concurrency(10);

  private static Reserved own(int own, int all) {
    return new Reserved(OptionalInt.of(own), all);
  }

  private static Reserved others(int all) {
    return new Reserved(OptionalInt.empty(), all);
  }

  /** Enters as often as there is room, and returns the places taken. */
  private List<Place> fill(FunctionArn function, Reserved reserved) {
    List<Place> places = new ArrayList<>();
    while (concurrency.enter(function, reserved) instanceof Place place) {
      places.add(place);
    }
    return places;
  }

  private Limit full(FunctionArn function, Reserved reserved) {
    return ((Full) concurrency.enter(function, reserved)).limit();
  }

  @Test
  void aFunctionRunsInItsReservationAndTheOthersInTheRest() {
    assertThat(fill(A, own(3, 3))).hasSize(3);
    assertThat(full(A, own(3, 3))).isEqualTo(Limit.FUNCTION_CONCURRENCY);

    assertThat(fill(B, others(3))).hasSize(7);
    assertThat(full(C, others(3))).isEqualTo(Limit.ACCOUNT_CONCURRENCY);
  }

  @Test
  void aReservationIsFreeWhateverTheOthersDo() {
    assertThat(fill(B, others(3))).hasSize(7);

    assertThat(fill(A, own(3, 3))).hasSize(3);
  }

  @Test
  void aReservationOfNothingStopsTheFunction() {
    assertThat(full(A, own(0, 0))).isEqualTo(Limit.FUNCTION_CONCURRENCY);
    assertThat(fill(B, others(0))).hasSize(10);
  }

  @Test
  void whatRanBeforeTheReservationCountsInIt() {
    Place first = fill(A, others(8)).getFirst();

    assertThat(full(A, own(1, 1))).isEqualTo(Limit.FUNCTION_CONCURRENCY);
    first.close();
    assertThat(fill(A, own(2, 2))).as("of two, of which one is taken").hasSize(1);
  }

  @Test
  void theAccountsLimitHoldsWhileAReservationIsGivenUp() {
    List<Place> reserved = fill(A, own(9, 9));
    assertThat(reserved).hasSize(9);

    assertThat(fill(B, others(0))).hasSize(1);
    assertThat(full(B, others(0))).isEqualTo(Limit.ACCOUNT_CONCURRENCY);
    reserved.forEach(Place::close);
    assertThat(fill(B, others(0))).hasSize(9);
  }

  @Test
  void moreReservedThanThereIsLeavesTheOthersTheirLeast() {
    assertThat(fill(B, others(50))).hasSize(1);
    assertThat(fill(A, own(50, 50))).hasSize(9);
    assertThat(full(A, own(50, 50))).isEqualTo(Limit.ACCOUNT_CONCURRENCY);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "9,1", "10,1", "48,4", "999,99", "1000,100", "1001,100", "100000,100"})
  void aTenthAndAtMostAHundredCannotBeReserved(int limit, int least) {
    assertThat(Dispatcher.leastUnreserved(limit)).isEqualTo(least);
  }

  /** Each thread counts what it has entered by itself: no count is ever above its bound. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void theRulesHoldWhateverHappens(long seed) throws Exception {
    AtomicInteger ofA = new AtomicInteger();
    AtomicInteger ofOthers = new AtomicInteger();
    List<FutureTask<Integer>> callers = new ArrayList<>();
    for (int caller = 0; caller < 12; caller++) {
      Random random = new Random(seed * 100 + caller);
      callers.add(
          new FutureTask<>(
              () -> {
                int mine = 0;
                for (int call = 0; call < 2000; call++) {
                  boolean reserved = random.nextBoolean();
                  mine +=
                      reserved
                          ? enter(A, own(4, 4), ofA, 4)
                          : enter(random.nextBoolean() ? B : C, others(4), ofOthers, 6);
                }
                return mine;
              }));
    }
    callers.forEach(Thread.ofPlatform()::start);
    int entered = 0;
    for (FutureTask<Integer> caller : callers) {
      entered += caller.get();
    }
    assertThat(entered).isPositive();
    assertThat(fill(A, others(0))).as("everything was given back").hasSize(10);
  }

  private int enter(FunctionArn function, Reserved reserved, AtomicInteger count, int bound) {
    Entry entry = concurrency.enter(function, reserved);
    if (!(entry instanceof Place place)) {
      return 0;
    }
    try (place) {
      assertThat(count.incrementAndGet()).isLessThanOrEqualTo(bound);
      for (int spin = 0; spin < 200; spin++) {
        Thread.onSpinWait();
      }
      count.decrementAndGet();
    }
    return 1;
  }

  /** While reservations come and go, the account's limit holds, and no place is lost. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void noPlaceIsLostWhileReservationsChange(long seed) {
    Random random = new Random(seed);
    List<Place> places = new ArrayList<>();
    for (int step = 0; step < 10_000; step++) {
      if (!places.isEmpty() && random.nextInt(5) < 2) {
        places.remove(random.nextInt(places.size())).close();
        continue;
      }
      int all = random.nextInt(12);
      Reserved reserved = random.nextBoolean() ? own(random.nextInt(all + 1), all) : others(all);
      if (concurrency.enter(random.nextBoolean() ? A : B, reserved) instanceof Place place) {
        places.add(place);
      }
      assertThat(places.size()).isLessThanOrEqualTo(10);
    }
    places.forEach(Place::close);
    assertThat(fill(C, others(0))).hasSize(10);
  }
}
