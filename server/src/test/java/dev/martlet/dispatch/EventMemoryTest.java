package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.AccountId;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Region;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventMemoryTest {
  private static final FunctionArn A = function("a");
  private static final FunctionArn B = function("b");

  private final EventMemory memory = new EventMemory(1000);

  private static FunctionArn function(String name) {
    return new FunctionArn(new Region("us-east-1"), new AccountId("000000000000"), name);
  }

  /** Begins to wait on a thread of its own, and is waiting when this returns. */
  private FutureTask<Boolean> waiting(FunctionArn function, int megabytes) {
    FutureTask<Boolean> task = new FutureTask<>(() -> memory.enter(function, megabytes));
    Thread thread = Thread.ofPlatform().daemon().start(task);
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return task;
  }

  @Test
  void whoeverFindsTooLittleWaitsUntilEnoughHasLeft()
      throws ExecutionException, InterruptedException {
    assertThat(memory.enter(A, 600)).isTrue();
    FutureTask<Boolean> second = waiting(B, 600);
    memory.leave(A, 600);
    assertThat(second.get()).isTrue();
  }

  @Test
  void smallOnesGoPastALargeOneButNotForEver() throws ExecutionException, InterruptedException {
    assertThat(memory.enter(A, 400)).isTrue();
    FutureTask<Boolean> large = waiting(B, 1000);
    for (int i = 0; i < EventMemory.MOST_OVERTAKINGS; i++) {
      assertThat(memory.enter(A, 1)).isTrue();
      memory.leave(A, 1);
    }
    FutureTask<Boolean> tooLate = waiting(A, 1);
    memory.leave(A, 400);
    assertThat(large.get()).isTrue();
    assertThat(tooLate).isNotDone();
    memory.leave(B, 1000);
    assertThat(tooLate.get()).isTrue();
  }

  @Test
  void aFunctionWithItsHalfWaitsAndIsInNobodysWay()
      throws ExecutionException, InterruptedException {
    assertThat(memory.enter(A, 400)).isTrue();
    FutureTask<Boolean> second = waiting(A, 200);
    for (int i = 0; i <= EventMemory.MOST_OVERTAKINGS; i++) {
      assertThat(memory.enter(B, 500)).isTrue();
      memory.leave(B, 500);
    }
    assertThat(second).isNotDone();
    memory.leave(A, 400);
    assertThat(second.get()).isTrue();
  }

  @Test
  void smallOnesOfOneFunctionGoPastItsOwnLargeOneButNotForEver()
      throws ExecutionException, InterruptedException {
    assertThat(memory.enter(A, 400)).isTrue();
    FutureTask<Boolean> large = waiting(A, 300);
    for (int i = 0; i < EventMemory.MOST_OVERTAKINGS; i++) {
      assertThat(memory.enter(A, 1)).isTrue();
      memory.leave(A, 1);
    }
    FutureTask<Boolean> tooLate = waiting(A, 1);
    assertThat(tooLate).isNotDone();
    memory.leave(A, 400);
    assertThat(large.get()).isTrue();
    assertThat(tooLate.get()).isTrue();
  }

  @Test
  void whatIsLargerThanHalfIsAloneOfItsFunction() {
    assertThat(memory.places(1000)).isEqualTo(1);
    assertThat(memory.places(200)).isEqualTo(2);
    assertThat(memory.enter(A, 700)).isTrue();
    FutureTask<Boolean> second = waiting(A, 1);
    assertThat(memory.enter(B, 300)).isTrue();
    assertThat(second).isNotDone();
    memory.close();
  }

  @Test
  void nobodyEntersAfterTheEnd() throws ExecutionException, InterruptedException {
    assertThat(memory.enter(A, 1000)).isTrue();
    FutureTask<Boolean> waiting = waiting(B, 1);
    memory.close();
    assertThat(waiting.get()).isFalse();
    assertThat(memory.enter(B, 1)).isFalse();
  }
}
