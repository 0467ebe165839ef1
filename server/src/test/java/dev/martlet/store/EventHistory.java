package dev.martlet.store;

import dev.martlet.dispatch.EventId;
import dev.martlet.dispatch.EventQueue;
import dev.martlet.dispatch.EventQueue.Added;
import dev.martlet.dispatch.EventQueue.Again;
import dev.martlet.dispatch.EventQueue.Attempt;
import dev.martlet.dispatch.EventQueue.Done;
import dev.martlet.dispatch.EventQueue.Held;
import dev.martlet.dispatch.EventQueue.Settled;
import dev.martlet.dispatch.EventQueue.Stale;
import dev.martlet.dispatch.EventQueue.Taken;
import dev.martlet.dispatch.EventQueue.Unknown;
import dev.martlet.dispatch.QueuedEvent;
import dev.martlet.model.FunctionArn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/**
 * Nodes that add, take, settle and crash at once, two threads each, and what contradicts the
 * contract: an event lost or ended twice, held by two at once, an attempt made twice, or an old
 * attempt that still changes something.
 */
final class EventHistory {
  private static final int STEPS_PER_THREAD = 150;
  private static final int THREADS_PER_NODE = 2;
  private static final int MOST_TAKEN = 4;

  private final long seed;
  private final Instant now;
  private final AtomicInteger added = new AtomicInteger();
  private final Map<EventId, Fate> fates = new ConcurrentHashMap<>();
  private final Map<EventId, Attempt> held = new ConcurrentHashMap<>();
  private final Set<Attempt> attempts = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

  /** What is known of an event: may it be there, may it be gone? */
  private enum Fate {
    ADDING,
    THERE,
    UNKNOWN,
    GONE
  }

  EventHistory(long seed, Instant now) {
    this.seed = seed;
    this.now = now;
  }

  /** One node's memory; its lock keeps taking and giving back apart, as the product does. */
  private record Node(EventQueue queue, Map<EventId, Held> holds) {}

  /**
   * Runs the history.
   *
   * @param nodes each with a name of its own
   * @param truth reads what is left, without losing answers
   */
  List<String> faults(List<EventQueue> nodes, EventQueue truth) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < nodes.size(); i++) {
        Node node = new Node(nodes.get(i), new ConcurrentHashMap<>());
        for (int thread = 0; thread < THREADS_PER_NODE; thread++) {
          long own = seed + 31L * i + thread;
          var _ = threads.submit(() -> run(node, own));
        }
      }
    }
    conserved(truth);
    return faults.stream().map(fault -> "seed " + seed + ": " + fault).toList();
  }

  private void run(Node node, long own) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(own);
    List<Attempt> old = new ArrayList<>();
    try {
      for (int step = 0; step < STEPS_PER_THREAD; step++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> add(node);
          case 3, 4, 5 -> take(node, random);
          case 6, 7 -> settleOne(node, random, old);
          case 8 -> settleOld(node, old);
          default -> crash(node, old);
        }
      }
    } catch (RuntimeException failure) {
      faults.add("a thread failed: " + failure);
    }
  }

  private void add(Node node) {
    QueuedEvent event = EventQueueContract.event(added.incrementAndGet(), now);
    fates.put(event.id(), Fate.ADDING);
    boolean surely = node.queue().add(event) instanceof Added;
    // It may have been settled by now: then that stands.
    fates.replace(event.id(), Fate.ADDING, surely ? Fate.THERE : Fate.UNKNOWN);
  }

  private void take(Node node, RandomGenerator random) {
    FunctionArn function = EventQueueContract.function(random.nextInt(2));
    synchronized (node) {
      switch (node.queue().take(function, now.plusSeconds(1), 1 + random.nextInt(MOST_TAKEN))) {
        case Taken(List<Held> events, Optional<Instant> _) ->
            events.forEach(event -> taken(node, event));
        case Unknown _ -> giveBack(node);
      }
    }
  }

  private void taken(Node node, Held taken) {
    EventId id = taken.event().id();
    if (!attempts.add(taken.attempt())) {
      faults.add("made twice: " + taken.attempt());
    }
    Attempt other = held.put(id, taken.attempt());
    if (other != null) {
      faults.add(taken.attempt() + " was taken while somebody had " + other);
    }
    if (fates.get(id) == Fate.GONE) {
      faults.add(taken.attempt() + " was taken after its end");
    }
    node.holds().put(id, taken);
  }

  private void settleOne(Node node, RandomGenerator random, List<Attempt> old) {
    Optional<EventId> id = node.holds().keySet().stream().findAny();
    Held mine = id.isEmpty() ? null : node.holds().get(id.get());
    if (mine == null || !held.remove(mine.event().id(), mine.attempt())) {
      return; // Another thread settles it, or the node crashed.
    }
    boolean done = random.nextBoolean();
    if (done) {
      fates.put(mine.event().id(), Fate.UNKNOWN);
    }
    int number = mine.attempt().number();
    EventQueue.Settling settling =
        node.queue()
            .settle(
                mine.attempt(),
                done ? new Done() : new Again(now.plus(number, ChronoUnit.MICROS), number));
    node.holds().remove(mine.event().id(), mine);
    old.add(mine.attempt());
    switch (settling) {
      case Settled _ -> fates.computeIfPresent(mine.event().id(), (_, f) -> done ? Fate.GONE : f);
      case Stale _ -> faults.add("current, but not settled: " + mine.attempt());
      case Unknown _ -> {
        synchronized (node) {
          giveBack(node);
        }
      }
    }
  }

  /** Says of an attempt long over that it is done. */
  private void settleOld(Node node, List<Attempt> old) {
    if (!old.isEmpty()) {
      Attempt attempt = old.removeFirst();
      if (node.queue().settle(attempt, new Done()) instanceof Settled) {
        faults.add("settled although it was over: " + attempt);
      }
    }
  }

  /** Forgets all that the node holds, and starts again. */
  private void crash(Node node, List<Attempt> old) {
    synchronized (node) {
      for (Held each : List.copyOf(node.holds().values())) {
        if (held.remove(each.event().id(), each.attempt())) {
          node.holds().remove(each.event().id(), each);
          old.add(each.attempt());
        }
      }
      giveBack(node);
    }
  }

  private static void giveBack(Node node) {
    while (true) {
      try {
        node.queue()
            .giveBack(
                node.holds().values().stream()
                    .map(Held::attempt)
                    .collect(Collectors.toUnmodifiableSet()));
        return;
      } catch (OutcomeUnknown again) {
        // It may be repeated as often as one likes.
      }
    }
  }

  private void conserved(EventQueue truth) {
    long left = EventQueueContract.waiting(truth).size();
    long surely = fates.values().stream().filter(fate -> fate == Fate.THERE).count();
    long maybe = fates.values().stream().filter(fate -> fate == Fate.UNKNOWN).count();
    if (left < surely || left > surely + maybe) {
      faults.add(left + " are left of " + surely + " and perhaps " + maybe + " more");
    }
  }
}
