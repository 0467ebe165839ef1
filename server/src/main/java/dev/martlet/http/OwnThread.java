package dev.martlet.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a platform thread of its own serves, if one of {@code threads} is free, and the
 * caller's virtual one otherwise. What wakes a virtual thread is another thread, which must be
 * woken first: that is cheap when many wait, and most of the time that a call takes when one does.
 */
record OwnThread(ServerConnection connection, Semaphore threads) implements ServerConnection {

  @Override
  public void handle(Limit limit) throws InterruptedException {
    if (!threads.tryAcquire()) {
      connection.handle(limit);
      return;
    }
    try {
      handleApart(limit);
    } finally {
      threads.release();
    }
  }

  private void handleApart(Limit limit) throws InterruptedException {
    FutureTask<Boolean> service =
        new FutureTask<>(
            () -> {
              connection.handle(limit);
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
