package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.AccountId;
import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Changed;
import dev.martlet.model.MetaStore.Check;
import dev.martlet.model.MetaStore.Commit;
import dev.martlet.model.MetaStore.Committed;
import dev.martlet.model.MetaStore.Conflict;
import dev.martlet.model.MetaStore.Delete;
import dev.martlet.model.MetaStore.Event;
import dev.martlet.model.MetaStore.Prefix;
import dev.martlet.model.MetaStore.Put;
import dev.martlet.model.MetaStore.Reset;
import dev.martlet.model.MetaStore.Versioned;
import dev.martlet.model.MetaStore.Write;
import dev.martlet.model.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link MetaStore} keeps to. Several stores on one database stand for several nodes.
 */
abstract class MetaStoreContract {
  private static final AccountId ACCOUNT = new AccountId("000000000000");
  private static final Region REGION = new Region("us-east-1");
  private static final Prefix ALL = Prefix.EVERYTHING;

  /** The test's own database, migrated; the same one at every call within a test. */
  abstract Transactions database();

  private SqlMetaStore node() {
    return new SqlMetaStore(database());
  }

  private static MetaStore.Key key(String path) {
    return MetaStore.Key.of(ACCOUNT, REGION, path);
  }

  private static long put(MetaStore store, String path, String json) {
    return committed(store.commit(List.of(), List.of(new Put(key(path), json))));
  }

  private static long committed(Commit outcome) {
    assertThat(outcome).isInstanceOf(Committed.class);
    return ((Committed) outcome).revision();
  }

  private static List<String> paths(List<Versioned> records) {
    return records.stream().map(record -> record.key().path()).toList();
  }

  @Test
  void aRecordIsReadAsItWasCommitted() {
    MetaStore store = node();
    String json = "{\"name\":\"sq\\u00fcare ü \uD83D\uDE00\"}";
    long revision = put(store, "f/a", json);
    assertThat(store.get(key("f/a"))).contains(new Versioned(key("f/a"), revision, json));
    assertThat(node().get(key("f/a"))).contains(new Versioned(key("f/a"), revision, json));
  }

  @Test
  void anAbsentRecordIsEmpty() {
    assertThat(node().get(key("f/a"))).isEmpty();
  }

  @Test
  void revisionsRiseAndStandOnAllThatOneCommitWrote() {
    MetaStore store = node();
    long first = put(store, "a", "1");
    long second =
        committed(store.commit(List.of(), List.of(new Put(key("a"), "2"), new Put(key("b"), "2"))));
    assertThat(second).isGreaterThan(first);
    assertThat(store.list(ALL, null, 10)).extracting(Versioned::revision).containsOnly(second);
  }

  @Test
  void aFailedCheckNamesTheRecordAndNothingIsWritten() {
    MetaStore store = node();
    long revision = put(store, "a", "1");
    Commit outcome =
        store.commit(
            List.of(Check.absent(key("b")), new Check(key("a"), revision + 1)),
            List.of(new Put(key("a"), "2"), new Put(key("b"), "2")));
    assertThat(outcome).isEqualTo(new Conflict(key("a"), revision));
    assertThat(store.list(ALL, null, 10))
        .containsExactly(new Versioned(key("a"), revision, "1"))
        .isEqualTo(node().list(ALL, null, 10));
  }

  @Test
  void onlyOneOfTwoCreatesWins() {
    MetaStore store = node();
    List<Check> absent = List.of(Check.absent(key("a")));
    long revision = committed(store.commit(absent, List.of(new Put(key("a"), "1"))));
    assertThat(store.commit(absent, List.of(new Put(key("a"), "2"))))
        .isEqualTo(new Conflict(key("a"), revision));
  }

  @Test
  void aCheckHoldsAgainstAnotherNodesCommit() {
    MetaStore one = node();
    MetaStore other = node();
    long seen = put(one, "a", "1");
    other.readBarrier();
    long newer = put(other, "a", "2");
    assertThat(one.commit(List.of(new Check(key("a"), seen)), List.of(new Put(key("a"), "3"))))
        .isEqualTo(new Conflict(key("a"), newer));
  }

  @Test
  void aDeletedRecordIsAbsentAndCanBeMadeAgain() {
    MetaStore store = node();
    long revision = put(store, "a", "1");
    committed(store.commit(List.of(new Check(key("a"), revision)), List.of(new Delete(key("a")))));
    assertThat(store.get(key("a"))).isEmpty();
    assertThat(node().get(key("a"))).isEmpty();
    long again =
        committed(store.commit(List.of(Check.absent(key("a"))), List.of(new Put(key("a"), "2"))));
    assertThat(again).isGreaterThan(revision);
  }

  @Test
  void deletingWhatIsNotThereIsACommit() {
    MetaStore store = node();
    committed(store.commit(List.of(), List.of(new Delete(key("a")))));
    assertThat(store.get(key("a"))).isEmpty();
  }

  @Test
  void aListIsOrderedAndKeepsToItsPrefix() {
    MetaStore store = node();
    List.of("f/b", "f/B", "f/a-1", "f/a", "f/a_1", "g/a", "f", "e/z")
        .forEach(p -> put(store, p, "1"));
    committed(
        store.commit(List.of(), List.of(new Put(MetaStore.Key.global(ACCOUNT, "f/global"), "1"))));
    assertThat(paths(store.list(Prefix.of(ACCOUNT, REGION, "f/"), null, 10)))
        .containsExactly("f/B", "f/a", "f/a-1", "f/a_1", "f/b");
    assertThat(paths(store.list(Prefix.global(ACCOUNT, ""), null, 10))).containsExactly("f/global");
  }

  @Test
  void aPageGoesOnBehindAMarkerThatIsGone() {
    MetaStore store = node();
    List.of("f/a", "f/b", "f/c", "f/d").forEach(path -> put(store, path, "1"));
    Prefix prefix = Prefix.of(ACCOUNT, REGION, "f/");
    assertThat(paths(store.list(prefix, null, 2))).containsExactly("f/a", "f/b");
    store.commit(List.of(), List.of(new Delete(key("f/b"))));
    assertThat(paths(store.list(prefix, key("f/b"), 2))).containsExactly("f/c", "f/d");
    assertThat(store.list(prefix, key("f/d"), 2)).isEmpty();
    assertThat(store.list(prefix, key("g"), 2)).isEmpty();
  }

  @Test
  void aCommitThatIsUnclearIsRefused() {
    MetaStore store = node();
    assertThatThrownBy(() -> store.commit(List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> store.commit(List.of(), List.of(new Put(key("a"), "1"), new Delete(key("a")))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void afterABarrierAnotherNodesCommitsAreSeen() {
    MetaStore one = node();
    MetaStore other = node();
    put(one, "a", "1");
    put(one, "b", "1");
    one.commit(List.of(), List.of(new Delete(key("a"))));
    other.readBarrier();
    assertThat(other.list(ALL, null, 10)).isEqualTo(one.list(ALL, null, 10)).hasSize(1);
  }

  @Test
  void aCommitSeesWhatOtherNodesCommittedBefore() {
    MetaStore one = node();
    MetaStore other = node();
    put(one, "a", "1");
    put(other, "b", "1");
    assertThat(paths(other.list(ALL, null, 10))).containsExactly("a", "b");
  }

  @Test
  void aNodeThatIsFarBehindLearnsOfForgottenDeletions() {
    SqlMetaStore behind = new SqlMetaStore(database(), 4, 2);
    SqlMetaStore busy = new SqlMetaStore(database(), 4, 2);
    put(busy, "a", "1");
    put(busy, "b", "1");
    behind.readBarrier();
    busy.commit(List.of(), List.of(new Delete(key("a"))));
    for (int i = 0; i < 20; i++) {
      put(busy, "b", "" + i);
    }
    assertThat(deletedRows()).isZero();
    behind.readBarrier();
    assertThat(behind.list(ALL, null, 10)).isEqualTo(busy.list(ALL, null, 10)).hasSize(1);
  }

  private long deletedRows() {
    return database()
        .run(
            connection -> {
              try (var statement = connection.createStatement();
                  var rows =
                      statement.executeQuery("SELECT count(*) FROM record WHERE json IS NULL")) {
                rows.next();
                return rows.getLong(1);
              }
            });
  }

  @Test
  void aFollowerIsToldEveryRevisionOnceInOrder() {
    MetaStore store = node();
    put(store, "f/a", "0");
    List<Event> told = new ArrayList<>();
    MetaStore.Watch watch = store.watch(Prefix.of(ACCOUNT, REGION, "f/"), 0, told::add);
    long first = put(store, "f/b", "1");
    put(store, "g/b", "not theirs");
    long second =
        committed(
            store.commit(
                List.of(),
                List.of(new Put(key("g"), "2"), new Put(key("f/c"), "2"), new Delete(key("f/a")))));
    watch.close();
    put(store, "f/b", "after the end");
    assertThat(told).hasSize(3);
    assertThat(told.getFirst()).isInstanceOf(Reset.class);
    assertThat(paths(((Reset) told.getFirst()).snapshot())).containsExactly("f/a");
    assertThat(told.subList(1, 3))
        .containsExactly(
            new Changed(first, List.of(new Put(key("f/b"), "1"))),
            new Changed(second, List.of(new Delete(key("f/a")), new Put(key("f/c"), "2"))));
  }

  @Test
  void aFollowerThatKnowsTheLatestRevisionIsNotReset() {
    MetaStore store = node();
    long known = put(store, "a", "1");
    List<Event> told = new ArrayList<>();
    store.watch(ALL, known, told::add);
    assertThat(told).isEmpty();
  }

  @Test
  void aFollowerIsToldOfAnotherNodesRevisionsOneByOneOrIsReset() {
    MetaStore one = node();
    MetaStore other = node();
    long known = put(one, "a", "0");
    other.readBarrier();
    List<Event> told = new ArrayList<>();
    other.watch(ALL, known, told::add);
    long first = put(one, "a", "1");
    long second = put(one, "b", "1");
    other.readBarrier();
    assertThat(told)
        .containsExactly(
            new Changed(first, List.of(new Put(key("a"), "1"))),
            new Changed(second, List.of(new Put(key("b"), "1"))));
    told.clear();
    put(one, "a", "overwritten");
    long last = put(one, "a", "2");
    other.readBarrier();
    assertThat(told).containsExactly(new Reset(last, other.list(ALL, null, 10)));
  }

  @Test
  void aFollowerThatFailsDoesNotFailTheCommit() {
    MetaStore store = node();
    long known = put(store, "a", "0");
    List<Event> told = new ArrayList<>();
    store.watch(ALL, known, MetaStoreContract::fail);
    store.watch(ALL, 0, told::add);
    put(store, "a", "1");
    assertThat(told).hasSize(2);
  }

  private static void fail(Event event) {
    throw new IllegalStateException("a follower's fault, at " + event.revision());
  }

  @Test
  void aFollowerThatFailsAtTheStartIsToldToWhoeverRegistersIt() {
    MetaStore store = node();
    put(store, "a", "0");
    assertThatIllegalStateException()
        .isThrownBy(() -> store.watch(ALL, 0, MetaStoreContract::fail))
        .withMessageContaining("a follower's fault");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomCommitsAgreeWithAMap(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    MetaStore store = node();
    MetaStore follower = node();
    Map<String, String> model = new TreeMap<>();
    for (int i = 0; i < 150; i++) {
      List<Write> writes = new ArrayList<>();
      for (String path : List.of("a", "a/b", "b", "ba", "c")) {
        if (random.nextInt(3) == 0) {
          writes.add(random.nextBoolean() ? new Put(key(path), "" + i) : new Delete(key(path)));
        }
      }
      if (!writes.isEmpty()) {
        committed(store.commit(List.of(), writes));
        writes.forEach(write -> apply(model, write));
      }
      if (random.nextInt(10) == 0) {
        follower.readBarrier();
        assertThat(contents(follower)).as("seed %d, step %d", seed, i).isEqualTo(model);
      }
      assertThat(contents(store)).as("seed %d, step %d", seed, i).isEqualTo(model);
    }
    assertThat(contents(node())).as("seed %d", seed).isEqualTo(model);
  }

  private static void apply(Map<String, String> model, Write write) {
    switch (write) {
      case Put put -> model.put(put.key().path(), put.json());
      case Delete delete -> model.remove(delete.key().path());
    }
  }

  private static Map<String, String> contents(MetaStore store) {
    Map<String, String> contents = new TreeMap<>();
    MetaStore.@Nullable Key after = null;
    for (List<Versioned> page = store.list(ALL, after, 2);
        !page.isEmpty();
        page = store.list(ALL, after, 2)) {
      page.forEach(record -> contents.put(record.key().path(), record.json()));
      after = page.getLast().key();
    }
    contents.forEach(
        (path, json) ->
            assertThat(store.get(key(path)).map(Versioned::json)).isEqualTo(Optional.of(json)));
    return contents;
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void concurrentCommitsAndReadsAreLinearizable(long seed) {
    SqlMetaStore one = node();
    assertThat(new RandomHistory(seed).faults(List.of(one, node()), one)).as("%d", seed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void commitsWhoseAnswerIsLostHappenOnceOrNotAtAll(long seed) {
    SqlMetaStore lossy = new SqlMetaStore(new LossyTransactions(database(), seed));
    assertThat(new RandomHistory(seed).faults(List.of(lossy), node())).as("%d", seed).isEmpty();
  }

  @Test
  void whatBecameOfACommitWhoseAnswerIsLostIsSeenAtOnce() {
    SqlMetaStore lossy = new SqlMetaStore(new LossyTransactions(database(), 5));
    for (int i = 0; i < 40; i++) {
      lossy.commit(List.of(), List.of(new Put(key("lost"), String.valueOf(i))));
      assertThat(lossy.get(key("lost"))).isEqualTo(node().get(key("lost")));
    }
  }

  @Test
  void aStoreThatDecidesByAnEarlierReadIsFound() {
    SqlMetaStore store = node();
    assertThat(new RandomHistory(31).faults(List.of(new ChecksTooEarly(store)), store))
        .isNotEmpty();
  }
}
