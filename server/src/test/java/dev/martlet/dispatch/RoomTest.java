package dev.martlet.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoomTest {
  private final Room room = new Room(1000);

  /** Begins to wait on a thread of its own, and is waiting when this returns. */
  private FutureTask<Boolean> waiting(int megabytes) {
    FutureTask<Boolean> task = new FutureTask<>(() -> room.enter(megabytes));
    Thread thread = Thread.ofPlatform().daemon().start(task);
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return task;
  }

  @Test
  void whoeverFindsTooLittleWaitsUntilEnoughHasLeft()
      throws ExecutionException, InterruptedException {
    assertThat(room.enter(600)).isTrue();
    FutureTask<Boolean> second = waiting(600);
    room.leave(600);
    assertThat(second.get()).isTrue();
  }

  @Test
  void smallOnesGoPastALargeOneButNotForEver() throws ExecutionException, InterruptedException {
    assertThat(room.enter(500)).isTrue();
    FutureTask<Boolean> large = waiting(1000);
    for (int i = 0; i < Room.MOST_OVERTAKINGS; i++) {
      assertThat(room.enter(1)).isTrue();
      room.leave(1);
    }
    FutureTask<Boolean> tooLate = waiting(1);
    room.leave(500);
    assertThat(large.get()).isTrue();
    assertThat(tooLate).isNotDone();
    room.leave(1000);
    assertThat(tooLate.get()).isTrue();
  }

  @Test
  void nobodyEntersAfterTheEnd() throws ExecutionException, InterruptedException {
    assertThat(room.enter(1000)).isTrue();
    FutureTask<Boolean> waiting = waiting(1);
    room.close();
    assertThat(waiting.get()).isFalse();
    assertThat(room.enter(1)).isFalse();
  }
}
