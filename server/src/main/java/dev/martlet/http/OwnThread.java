package dev.martlet.http;

import dev.martlet.http.Seats.Seat;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a platform thread of its own serves while one is free and few requests begin,
 * and the caller's virtual one otherwise. It goes from one to the other between two requests.
 */
record OwnThread(ServerConnection connection, Requests requests, Seats seats)
    implements ServerConnection {

  @Override
  public void handle(Limit limit) throws InterruptedException {
    Seat seat = seats.tryTakeEmpty();
    while (!over(seat)) {
      seat = seat == null ? seats.tryTake() : null;
    }
  }

  /** Whether the connection is over, and not only to be served by the other kind of thread. */
  private boolean over(@Nullable Seat seat) throws InterruptedException {
    requests.sit(seat);
    try {
      if (seat == null) {
        connection.handle(requests);
      } else {
        handleApart();
      }
      return true;
    } catch (Requests.ChangeOfThread change) {
      return false;
    } finally {
      if (seat != null) {
        seats.giveBack(seat);
      }
    }
  }

  private void handleApart() throws InterruptedException {
    FutureTask<Boolean> service =
        new FutureTask<>(
            () -> {
              connection.handle(requests);
              return true;
            });
    Thread thread =
        Thread.ofPlatform().daemon().name(Thread.currentThread().getName()).start(service);
    try {
      thread.join();
    } catch (InterruptedException stop) {
      thread.interrupt();
      thread.join();
    }
    try {
      service.get();
    } catch (ExecutionException failed) {
      rethrow(failed.getCause());
    }
  }

  private static void rethrow(@Nullable Throwable failure) throws InterruptedException {
    switch (failure) {
      case InterruptedException interrupted -> throw interrupted;
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      case null, default ->
          throw new IllegalStateException("No connection fails that way", failure);
    }
  }

  @Override
  public Duration idleTime() {
    return connection.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    connection.close(interrupt);
  }
}
