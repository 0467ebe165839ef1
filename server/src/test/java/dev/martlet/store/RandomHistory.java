package dev.martlet.store;

import dev.martlet.model.AccountId;
import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Check;
import dev.martlet.model.MetaStore.Commit;
import dev.martlet.model.MetaStore.Prefix;
import dev.martlet.model.MetaStore.Put;
import dev.martlet.model.MetaStore.Versioned;
import dev.martlet.model.MetaStore.Write;
import dev.martlet.model.Region;
import dev.martlet.store.LinearHistory.Attempt;
import dev.martlet.store.LinearHistory.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Threads that commit to and read a few records at once, through one or more nodes, and what they
 * saw. Every commit also writes a marker of its own, so that the store itself tells which happened.
 */
final class RandomHistory {
  static final Prefix SHARED = Prefix.of(new AccountId("000000000000"), new Region("r"), "shared/");
  static final Prefix MARKERS =
      Prefix.of(new AccountId("000000000000"), new Region("r"), "marker/");
  private static final int COMMITS_PER_THREAD = 40;
  private static final int READS_PER_THREAD = 200;
  private static final int RECORDS = 3;

  private final AtomicLong ticks = new AtomicLong();
  private final long seed;

  RandomHistory(long seed) {
    this.seed = seed;
  }

  static MetaStore.Key shared(int number) {
    return MetaStore.Key.parse(SHARED.text() + number);
  }

  static MetaStore.Key marker(String id) {
    return MetaStore.Key.parse(MARKERS.text() + id);
  }

  /** Two committing and one reading thread per node; then the history's faults. */
  List<String> faults(List<? extends MetaStore> nodes, MetaStore truth) {
    List<Callable<List<Attempt>>> writers = new ArrayList<>();
    List<Callable<List<Seen>>> readers = new ArrayList<>();
    for (int i = 0; i < 2 * nodes.size(); i++) {
      int thread = i;
      int node = i % nodes.size();
      writers.add(() -> write(nodes.get(node), node, thread));
    }
    for (int i = 0; i < nodes.size(); i++) {
      int node = i;
      readers.add(() -> read(nodes.get(node), node));
    }
    List<Attempt> attempts = new ArrayList<>();
    List<List<Seen>> seen = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Attempt>>> writing = writers.stream().map(threads::submit).toList();
      List<Future<List<Seen>>> reading = readers.stream().map(threads::submit).toList();
      for (Future<List<Attempt>> future : writing) {
        attempts.addAll(future.get());
      }
      for (Future<List<Seen>> future : reading) {
        seen.add(future.get());
      }
    } catch (InterruptedException | ExecutionException failure) {
      throw new AssertionError("seed " + seed, failure);
    }
    truth.readBarrier();
    return new LinearHistory(attempts, seen).faults(markers(truth));
  }

  private static Map<String, Long> markers(MetaStore truth) {
    Map<String, Long> happened = new HashMap<>();
    for (Versioned marker : truth.list(MARKERS, null, Integer.MAX_VALUE)) {
      happened.put(marker.json(), marker.revision());
    }
    return happened;
  }

  private List<Attempt> write(MetaStore store, int node, int thread) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + thread);
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < COMMITS_PER_THREAD; i++) {
      String id = thread + "-" + i;
      MetaStore.Key checked = shared(random.nextInt(RECORDS));
      MetaStore.Key written = shared(random.nextInt(RECORDS));
      List<Check> checks =
          List.of(new Check(checked, store.get(checked).map(Versioned::revision).orElse(0L)));
      Write change = random.nextInt(4) == 0 ? new MetaStore.Delete(written) : new Put(written, id);
      List<Write> writes = List.of(change, new Put(marker(id), id));
      long start = ticks.incrementAndGet();
      Commit outcome = store.commit(checks, writes);
      attempts.add(new Attempt(id, node, start, ticks.incrementAndGet(), checks, change, outcome));
    }
    return attempts;
  }

  private List<Seen> read(MetaStore store, int node) {
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < READS_PER_THREAD; i++) {
      long start = ticks.incrementAndGet();
      Map<MetaStore.Key, Long> revisions = new HashMap<>();
      store.list(SHARED, null, RECORDS).forEach(one -> revisions.put(one.key(), one.revision()));
      seen.add(new Seen(node, start, ticks.incrementAndGet(), revisions));
    }
    return seen;
  }
}
