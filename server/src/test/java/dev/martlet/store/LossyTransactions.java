package dev.martlet.store;

import dev.martlet.model.MetaStore;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Loses the answer of one commit in four: of half of them before it happened, of half after. */
final class LossyTransactions implements Transactions {
  private final Transactions inner;
  private final RandomGenerator random;
  private final Predicate<Object> isWrite;

  /** Loses answers of the commits of a {@link MetaStore}. */
  LossyTransactions(Transactions inner, long seed) {
    this(inner, seed, MetaStore.Commit.class::isInstance);
  }

  /**
   * @param isWrite tells by its result a work whose answer may be lost: what only reads has no
   *     outcome that could be unknown
   */
  LossyTransactions(Transactions inner, long seed, Predicate<Object> isWrite) {
    this.inner = inner;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.isWrite = isWrite;
  }

  @Override
  public <T> T run(Work<T> work) {
    int fate = dice();
    T result =
        inner.run(
            connection -> {
              T undecided = work.in(connection);
              if (fate == 0 && isWrite.test(undecided)) {
                throw lost();
              }
              return undecided;
            });
    if (fate == 1 && isWrite.test(result)) {
      throw lost();
    }
    return result;
  }

  private synchronized int dice() {
    return random.nextInt(8);
  }

  private static OutcomeUnknown lost() {
    return new OutcomeUnknown("scripted", new SQLException("the connection was lost"));
  }

  @Override
  public Dialect dialect() {
    return inner.dialect();
  }

  @Override
  public Optional<Store.Trouble> trouble() {
    return inner.trouble();
  }

  @Override
  public void close() {
    inner.close();
  }
}
