package dev.martlet.sandbox;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A well-behaved sandbox that is called all the time while others misbehave. */
final class Neighbour {
  private static final ByteBuffer EVENT = StandardCharsets.US_ASCII.encode("a few bytes");

  private final Sandbox sandbox;
  private final Thread caller;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition called = lock.newCondition();
  private long calls;
  private @Nullable Exception failure;

  Neighbour(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.caller = Thread.ofPlatform().name("neighbour").daemon().start(this::callOnAndOn);
  }

  private void callOnAndOn() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        call(sandbox);
        count(null);
      }
    } catch (IOException | IllegalStateException broken) {
      count(broken);
    }
  }

  private static void call(Sandbox sandbox) throws IOException {
    sandbox.events().write(EVENT.duplicate());
    ByteBuffer answer = ByteBuffer.allocate(EVENT.remaining());
    while (answer.hasRemaining()) {
      if (sandbox.answers().read(answer) < 0) {
        throw new EOFException("The neighbour has gone");
      }
    }
    if (!EVENT.equals(answer.flip())) {
      throw new IllegalStateException("The neighbour gave a wrong answer");
    }
  }

  private void count(@Nullable Exception broken) {
    lock.lock();
    try {
      calls++;
      failure = broken;
      called.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns when a call that began after now has been answered. */
  void awaitCall() throws InterruptedException {
    lock.lock();
    try {
      long goal = calls + 2;
      long left = Grounds.PATIENCE.toNanos();
      while (calls < goal && failure == null && left > 0) {
        left = called.awaitNanos(left);
      }
      if (calls < goal || failure != null) {
        throw new AssertionError("The neighbour was disturbed after " + calls + " calls", failure);
      }
    } finally {
      lock.unlock();
    }
  }

  void close() throws InterruptedException {
    sandbox.close();
    caller.join(TimeUnit.SECONDS.toMillis(10));
  }
}
