package dev.martlet.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class BodyBudgetTest {
  private final BodyBudget budget = new BodyBudget(100);

  @Test
  void whatIsNotThereIsRefusedAndWhatIsGivenBackServesTheNext() throws Exception {
    budget.reserve(60);

    assertThatExceptionOfType(TooManyBodiesException.class).isThrownBy(() -> budget.reserve(41));
    assertThatCode(() -> budget.reserve(40)).doesNotThrowAnyException();
    budget.release(60);

    assertThatCode(() -> budget.reserve(60)).doesNotThrowAnyException();
  }
}
