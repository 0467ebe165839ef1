package dev.martlet.pool;

import dev.martlet.model.Clock;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Long invocations let short ones pass. Ten times a second, while anything runs, it looks for
 * environments whose invocation was there at the last look already. One of those that has used more
 * than its part of the processors since then gives way to all others, until its invocation is over,
 * or until it has used less than a quarter of its part for a whole second, because the others left
 * it less. So none starves.
 *
 * <p>Short invocations pay for two writes to a field of theirs.
 */
final class RightOfWay {
  private static final System.Logger LOG = System.getLogger(RightOfWay.class.getName());
  private static final Duration LOOK = Duration.ofMillis(100);

  // Those that begin together are not judged together: who gave way first gets hardly anything
  // until the others do, too, and would take its way back at once, and so would they in turn.
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  // What is kept for all who give way is little: each turn of theirs is a pause for the others.
  private static final int LEAST = 4;

  private final Clock clock;
  private final Executor background;
  private final Set<Member> members = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();

  /**
   * Starts nothing yet.
   *
   * @param background runs what reads and writes files
   */
  RightOfWay(Clock clock, Executor background) {
    this.clock = clock;
    this.background = background;
  }

  /** What can give way: a sandbox, as seen from here. */
  interface Manners {
    Duration cpu();

    void giveWay(boolean way);
  }

  /**
   * Takes an environment in, until it leaves.
   *
   * @param thousandths its part of one processor
   */
  Member join(Manners manners, int thousandths) {
    Member member = new Member(manners, thousandths);
    members.add(member);
    return member;
  }

  /** Policy, a pure function: who used more than its part gives way. */
  static boolean givesWay(Duration used, Duration elapsed, int thousandths) {
    return used.toNanos() > elapsed.toNanos() / 1000 * thousandths;
  }

  /** One environment. {@link #begin} and {@link #end} are for whoever has leased it. */
  final class Member {
    private final Manners manners;
    private final int thousandths;
    private long invocations;
    // The number of the invocation that runs; 0 if none does.
    private volatile long invocation;

    // Of the one that looks.
    private long seen;
    private long measuredInvocation;
    private long measuredAt;
    private Duration used = Duration.ZERO;
    private boolean gaveWay;

    private Member(Manners manners, int thousandths) {
      this.manners = manners;
      this.thousandths = thousandths;
    }

    void begin() {
      invocations++;
      invocation = invocations;
      if (!looking.get()) {
        lookSoon();
      }
    }

    void end() {
      invocation = 0;
    }

    /** It has ended, or is about to. */
    void leave() {
      invocation = 0;
      members.remove(this);
    }

    // True if there is something to do that takes longer than a look.
    private boolean isSlow() {
      long now = invocation;
      boolean sameInvocation = now != 0 && now == seen;
      seen = now;
      return sameInvocation || gaveWay;
    }

    private void judge() {
      long now = invocation;
      boolean way = false;
      if (now != 0) {
        long time = clock.nanoTime();
        Duration elapsed = Duration.ofNanos(time - measuredAt);
        boolean same = now == measuredInvocation;
        if (same && gaveWay && elapsed.compareTo(PATIENCE) < 0) {
          return;
        }
        Duration total = manners.cpu();
        int part = gaveWay ? thousandths / LEAST : thousandths;
        way = same && givesWay(total.minus(used), elapsed, part);
        measuredInvocation = now;
        measuredAt = time;
        used = total;
      }
      if (way != gaveWay) {
        gaveWay = way;
        manners.giveWay(way);
      }
    }
  }

  private void lookSoon() {
    if (looking.compareAndSet(false, true)) {
      clock.schedule(LOOK, this::look);
    }
  }

  private void look() {
    List<Member> slow = members.stream().filter(Member::isSlow).toList();
    if (slow.isEmpty()) {
      goOn();
    } else {
      judgeLater(slow);
    }
  }

  private void judgeLater(List<Member> slow) {
    try {
      background.execute(
          () -> {
            try {
              slow.forEach(RightOfWay::judge);
            } finally {
              goOn();
            }
          });
    } catch (RuntimeException | Error noThread) {
      goOn();
      throw noThread;
    }
  }

  private static void judge(Member member) {
    try {
      member.judge();
    } catch (UncheckedIOException ended) {
      LOG.log(Level.DEBUG, "An environment ended while it was looked at", ended);
    }
  }

  // Stops looking before it looks for the last time, so that nobody who begins now is missed.
  private void goOn() {
    looking.set(false);
    if (members.stream().anyMatch(member -> member.invocation != 0 || member.gaveWay)) {
      lookSoon();
    }
  }
}
