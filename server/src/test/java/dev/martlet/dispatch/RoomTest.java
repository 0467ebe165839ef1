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
class RoomTest {
  private static final FunctionArn A = function("a");
  private static final FunctionArn B = function("b");

  private final Room room = new Room(1000);

  private static FunctionArn function(String name) {
    return new FunctionArn(new Region("us-east-1"), new AccountId("000000000000"), name);
  }

  /** Begins to wait on a thread of its own, and is waiting when this returns. */
  private FutureTask<Boolean> waiting(FunctionArn function, int megabytes) {
    FutureTask<Boolean> task = new FutureTask<>(() -> room.enter(function, megabytes));
    Thread thread = Thread.ofPlatform().daemon().start(task);
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return task;
  }

  @Test
  void whoeverFindsTooLittleWaitsUntilEnoughHasLeft()
      throws ExecutionException, InterruptedException {
    assertThat(room.enter(A, 600)).isTrue();
    FutureTask<Boolean> second = waiting(B, 600);
    room.leave(A, 600);
    assertThat(second.get()).isTrue();
  }

  @Test
  void smallOnesGoPastALargeOneButNotForEver() throws ExecutionException, InterruptedException {
    assertThat(room.enter(A, 400)).isTrue();
    FutureTask<Boolean> large = waiting(B, 1000);
    for (int i = 0; i < Room.MOST_OVERTAKINGS; i++) {
      assertThat(room.enter(A, 1)).isTrue();
      room.leave(A, 1);
    }
    FutureTask<Boolean> tooLate = waiting(A, 1);
    room.leave(A, 400);
    assertThat(large.get()).isTrue();
    assertThat(tooLate).isNotDone();
    room.leave(B, 1000);
    assertThat(tooLate.get()).isTrue();
  }

  @Test
  void aFunctionWithItsHalfWaitsAndIsInNobodysWay()
      throws ExecutionException, InterruptedException {
    assertThat(room.enter(A, 400)).isTrue();
    FutureTask<Boolean> second = waiting(A, 200);
    for (int i = 0; i <= Room.MOST_OVERTAKINGS; i++) {
      assertThat(room.enter(B, 500)).isTrue();
      room.leave(B, 500);
    }
    assertThat(second).isNotDone();
    room.leave(A, 400);
    assertThat(second.get()).isTrue();
  }

  @Test
  void smallOnesOfOneFunctionGoPastItsOwnLargeOneButNotForEver()
      throws ExecutionException, InterruptedException {
    assertThat(room.enter(A, 400)).isTrue();
    FutureTask<Boolean> large = waiting(A, 300);
    for (int i = 0; i < Room.MOST_OVERTAKINGS; i++) {
      assertThat(room.enter(A, 1)).isTrue();
      room.leave(A, 1);
    }
    FutureTask<Boolean> tooLate = waiting(A, 1);
    assertThat(tooLate).isNotDone();
    room.leave(A, 400);
    assertThat(large.get()).isTrue();
    assertThat(tooLate.get()).isTrue();
  }

  @Test
  void whatIsLargerThanHalfIsAloneOfItsFunction() {
    assertThat(room.share(1000)).isEqualTo(1);
    assertThat(room.share(200)).isEqualTo(2);
    assertThat(room.enter(A, 700)).isTrue();
    FutureTask<Boolean> second = waiting(A, 1);
    assertThat(room.enter(B, 300)).isTrue();
    assertThat(second).isNotDone();
    room.close();
  }

  @Test
  void nobodyEntersAfterTheEnd() throws ExecutionException, InterruptedException {
    assertThat(room.enter(A, 1000)).isTrue();
    FutureTask<Boolean> waiting = waiting(B, 1);
    room.close();
    assertThat(waiting.get()).isFalse();
    assertThat(room.enter(B, 1)).isFalse();
  }
}
