package dev.martlet.store;

import dev.martlet.model.MetaStore;
import java.sql.SQLException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Loses the answer of one commit in four: of half of them before it happened, of half after. */
final class LossyTransactions implements Transactions {
  private final Transactions inner;
  private final RandomGenerator random;

  LossyTransactions(Transactions inner, long seed) {
    this.inner = inner;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Override
  public <T> T run(Work<T> work) {
    int fate = dice();
    T result =
        inner.run(
            connection -> {
              T undecided = work.in(connection);
              if (fate == 0 && isCommit(undecided)) {
                throw lost();
              }
              return undecided;
            });
    if (fate == 1 && isCommit(result)) {
      throw lost();
    }
    return result;
  }

  // What only reads has no outcome that could be unknown.
  private static boolean isCommit(Object result) {
    return result instanceof MetaStore.Commit;
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
  public void close() {
    inner.close();
  }
}
