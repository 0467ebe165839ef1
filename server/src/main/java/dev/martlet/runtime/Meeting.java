package dev.martlet.runtime;

import dev.martlet.model.Bytes;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the invocation's thread and the threads of the guest's connections meet: who asks for an
 * event, who has one, and what was answered. One lock, which is never held while anything is read
 * or written.
 *
 * <p>An event is answered once: whoever is granted the claim to its answer may read one, and
 * everybody else is refused. A runtime that asks again while it has an event is given the same one
 * again, as AWS does, for its first connection may have broken.
 */
final class Meeting {
  /** Whoever asks for an event, and can be given one. */
  interface Asker {
    /** Writes it; false if the connection is broken. Blocks while the guest does not read. */
    boolean give(GuestEvent event);
  }

  /** What came of a wish. Switch over it without {@code default}. */
  sealed interface Turn {
    /** Go on; for one who asks for an event that means to wait for it. */
    record Granted() implements Turn {}

    /** The event that the runtime has already, for another time. */
    record Again(GuestEvent event) implements Turn {}

    record Refused(HttpReply reply) implements Turn {}
  }

  /**
   * What a runtime had to say.
   *
   * @param errorType null if it is the answer, never if it is about loading the function
   */
  record Said(@Nullable String errorType, Bytes payload) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Asker> askers = new ArrayDeque<>();
  private Phase phase = Phase.STARTED;
  private @Nullable GuestEvent event;
  private String id = "";
  private @Nullable Said said;
  private boolean fetchedAgain;
  private boolean over;

  // ---- the invocation's thread

  /** Waits until the runtime has asked for an event, or said that loading the function failed. */
  InitResult awaitInitialised() throws InterruptedException {
    lock.lock();
    try {
      while (!over && (phase == Phase.STARTED || (phase == Phase.INIT_ERROR && said == null))) {
        changed.await();
      }
      if (phase == Phase.INIT_ERROR && said != null) {
        return new InitResult.Failed(Objects.requireNonNull(said.errorType()), said.payload());
      }
      return phase == Phase.READY ? new InitResult.Ready() : new InitResult.Closed();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for one who asks and gives the event to it; false if it is over before. */
  boolean give(GuestEvent next) throws InterruptedException {
    while (true) {
      Asker asker = awaitAsker(next);
      if (asker == null) {
        return false;
      }
      if (asker.give(next) || !takenBack()) {
        return true;
      }
    }
  }

  private @Nullable Asker awaitAsker(GuestEvent next) throws InterruptedException {
    lock.lock();
    try {
      while (!over && (phase != Phase.READY || askers.isEmpty())) {
        changed.await();
      }
      if (over) {
        return null;
      }
      become(Phase.RUNNING);
      event = next;
      id = next.id().value();
      said = null;
      fetchedAgain = false;
      return askers.removeFirst();
    } finally {
      lock.unlock();
    }
  }

  // False if another connection of the same runtime has fetched it meanwhile and will answer, or
  // answers already to what it has read of it.
  private boolean takenBack() {
    lock.lock();
    try {
      if (fetchedAgain || phase != Phase.RUNNING) {
        return false;
      }
      become(Phase.READY);
      event = null;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for what the runtime says; null if it is over before. */
  @Nullable Said await() throws InterruptedException {
    lock.lock();
    try {
      while (said == null && !over) {
        changed.await();
      }
      // An idle environment must not keep its last answer.
      Said all = said;
      said = null;
      return all;
    } finally {
      lock.unlock();
    }
  }

  // ---- the connections' threads

  /** The guest asks for an event. */
  Turn ask(Asker asker) {
    lock.lock();
    try {
      return switch (phase) {
        case STARTED, READY, SENT -> {
          askers.addLast(asker);
          if (phase != Phase.READY) {
            become(Phase.READY);
          }
          changed.signalAll();
          yield new Turn.Granted();
        }
        case RUNNING -> {
          fetchedAgain = true;
          yield new Turn.Again(Objects.requireNonNull(event));
        }
        case INIT_ERROR, RESPONDING, RESPONDING_ERROR -> refused(Phase.READY);
      };
    } finally {
      lock.unlock();
    }
  }

  /** It does not ask any more: its connection has ended. */
  void withdraw(Asker asker) {
    lock.lock();
    try {
      askers.remove(asker);
    } finally {
      lock.unlock();
    }
  }

  /** The guest has something to say about loading the function. */
  Turn claimInitError() {
    return claim(Phase.INIT_ERROR);
  }

  /** The guest has something to say about the event with this id. */
  Turn claim(String answered, boolean error) {
    lock.lock();
    try {
      return answered.equals(id)
          ? claim(error ? Phase.RESPONDING_ERROR : Phase.RESPONDING)
          : new Turn.Refused(HttpReply.INVALID_ID);
    } finally {
      lock.unlock();
    }
  }

  private Turn claim(Phase next) {
    lock.lock();
    try {
      if (over || !phase.mayBecome(next)) {
        return refused(next);
      }
      become(next);
      return new Turn.Granted();
    } finally {
      lock.unlock();
    }
  }

  /** All of it is there; to be called once by the one who was granted a claim, or {@link #lost}. */
  void say(Said all) {
    lock.lock();
    try {
      said = all;
      event = null;
      if (phase != Phase.INIT_ERROR) {
        become(Phase.SENT);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The connection broke before all of it was there: the guest may try again. */
  void lost() {
    lock.lock();
    try {
      if (phase == Phase.INIT_ERROR) {
        said = new Said("Runtime.Unknown", Bytes.EMPTY);
        changed.signalAll();
      } else {
        become(Phase.RUNNING);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody will say anything any more. */
  void end() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Turn refused(Phase next) {
    return new Turn.Refused(HttpReply.wrongOrder(phase.awsName(), next.awsName()));
  }

  private void become(Phase next) {
    if (!phase.mayBecome(next)) {
      throw new IllegalStateException(phase + " to " + next);
    }
    phase = next;
  }
}
