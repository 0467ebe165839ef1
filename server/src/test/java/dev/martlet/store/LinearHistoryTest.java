package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Check;
import dev.martlet.model.MetaStore.Commit;
import dev.martlet.model.MetaStore.Committed;
import dev.martlet.model.MetaStore.Conflict;
import dev.martlet.model.MetaStore.Put;
import dev.martlet.model.MetaStore.Unknown;
import dev.martlet.store.LinearHistory.Attempt;
import dev.martlet.store.LinearHistory.Seen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checker's negative controls: histories that must not pass, beside those that may. */
class LinearHistoryTest {
  private static final MetaStore.Key KEY = RandomHistory.shared(0);

  private static Attempt attempt(String id, long start, long end, long checked, Commit outcome) {
    return new Attempt(
        id, 0, start, end, List.of(new Check(KEY, checked)), new Put(KEY, id), outcome);
  }

  private static List<String> faults(Map<String, Long> happened, Attempt... attempts) {
    return new LinearHistory(List.of(attempts), List.of()).faults(happened);
  }

  private static List<String> readFaults(Seen... reads) {
    Attempt first = attempt("a", 1, 2, 0, new Committed(1));
    Attempt second = attempt("b", 5, 6, 1, new Committed(2));
    return new LinearHistory(List.of(first, second), List.of(List.of(reads)))
        .faults(Map.of("a", 1L, "b", 2L));
  }

  @Test
  void overlappingCommitsOfWhichOneLosesPass() {
    assertThat(
            faults(
                Map.of("a", 1L),
                attempt("a", 1, 4, 0, new Committed(1)),
                attempt("b", 2, 3, 0, new Conflict(KEY, 1))))
        .isEmpty();
  }

  @Test
  void anUnknownCommitMayOrMayNotHaveHappened() {
    Attempt lost = attempt("a", 1, 2, 0, new Unknown(new Throwable("scripted")));
    assertThat(faults(Map.of("a", 1L), lost)).isEmpty();
    assertThat(faults(Map.of(), lost)).isEmpty();
  }

  @Test
  void twoWinnersOfOneCheckAreFound() {
    assertThat(
            faults(
                Map.of("a", 1L, "b", 2L),
                attempt("a", 1, 3, 0, new Committed(1)),
                attempt("b", 2, 4, 0, new Committed(2))))
        .singleElement()
        .asString()
        .contains("although its check failed");
  }

  @Test
  void aLostCommitIsFound() {
    assertThat(faults(Map.of(), attempt("a", 1, 2, 0, new Committed(1))))
        .singleElement()
        .asString()
        .contains("the store has null");
  }

  @Test
  void aConflictThatWroteIsFound() {
    assertThat(faults(Map.of("a", 1L), attempt("a", 1, 2, 0, new Conflict(KEY, 7)))).isNotEmpty();
  }

  @Test
  void anInventedConflictIsFound() {
    assertThat(faults(Map.of(), attempt("a", 1, 2, 0, new Conflict(KEY, 7)))).isNotEmpty();
  }

  @Test
  void revisionsAgainstRealTimeAreFound() {
    assertThat(
            faults(
                Map.of("a", 2L, "b", 1L),
                attempt("a", 1, 2, 1, new Committed(2)),
                attempt("b", 3, 4, 0, new Committed(1))))
        .isNotEmpty();
  }

  @Test
  void aStaleReadAfterTheCommitsEndIsFound() {
    assertThat(readFaults(new Seen(0, 7, 8, Map.of(KEY, 1L)))).isNotEmpty();
    assertThat(readFaults(new Seen(0, 7, 8, Map.of(KEY, 2L)))).isEmpty();
  }

  @Test
  void aReadOnAnotherNodeMayBeStaleButDoesNotGoBack() {
    assertThat(readFaults(new Seen(1, 7, 8, Map.of(KEY, 1L)))).isEmpty();
    assertThat(readFaults(new Seen(1, 7, 8, Map.of(KEY, 2L)), new Seen(1, 9, 10, Map.of(KEY, 1L))))
        .isNotEmpty();
  }
}
