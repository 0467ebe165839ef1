package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.martlet.model.ManualClock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
  private final ManualClock clock = new ManualClock();
  private final AtomicInteger shrunk = new AtomicInteger();
  private final BodyBudget budget = new BodyBudget(100, clock, shrunk::incrementAndGet);

  @Test
  void whatIsNotThereIsRefusedAndWhatIsGivenBackServesTheNext() throws Exception {
    budget.reserve(60);

    assertThatExceptionOfType(TooManyBodiesException.class).isThrownBy(() -> budget.reserve(41));
    assertThatCode(() -> budget.reserve(40)).doesNotThrowAnyException();
    budget.release(60);

    assertThatCode(() -> budget.reserve(60)).doesNotThrowAnyException();
  }

  @Test
  void theHeapShrinksOnceAWhileAfterTheLastLargeBody() throws Exception {
    for (int body = 0; body < 3; body++) {
      budget.reserve(60);
      budget.release(60);
    }
    assertThat(shrunk).hasValue(0);

    clock.advance(BodyBudget.QUIET);

    assertThat(shrunk).hasValue(1);
  }

  @Test
  void smallBodiesLeaveTheHeapAsItIs() {
    budget.release(0);

    clock.advance(BodyBudget.QUIET);

    assertThat(shrunk).hasValue(0);
  }

  @Test
  void theHeapStaysAsItIsWhileALargeBodyIsThere() throws Exception {
    budget.reserve(60);
    budget.release(60);
    budget.reserve(10);

    clock.advance(BodyBudget.QUIET);
    assertThat(shrunk).hasValue(0);

    budget.release(10);
    clock.advance(BodyBudget.QUIET);
    assertThat(shrunk).hasValue(1);
  }
}
