package dev.martlet.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.dispatch.EventQueue;
import dev.martlet.dispatch.EventQueue.Again;
import dev.martlet.dispatch.EventQueue.Attempt;
import dev.martlet.dispatch.EventQueue.Done;
import dev.martlet.dispatch.EventQueue.Settled;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresEventQueueIT extends EventQueueContract {
  @RegisterExtension static final PostgresDatabases POSTGRESQL = new PostgresDatabases();

  @Override
  Transactions database() {
    return POSTGRESQL.migrated();
  }

  /** Not in the contract: SQLite has one writer, so there nothing happens meanwhile. */
  @Test
  void whatAnotherNodeTookMeanwhileIsNotGivenBack() {
    EventQueue mine = node("a");
    EventQueue other = node("b");
    mine.add(event(0, NOW));
    Attempt first = takeOne(mine, NOW).attempt();
    List<Attempt> second = new ArrayList<>();
    Runnable meanwhile =
        () -> {
          mine.settle(first, new Again(NOW, 1));
          second.add(takeOne(other, NOW).attempt());
        };
    assertThat(mine.giveBack(new NothingHeld(meanwhile))).isZero();
    assertThat(other.settle(second.getFirst(), new Done())).isEqualTo(new Settled());
  }

  /** Holds nothing, and lets something happen when it is asked, between reading and changing. */
  private static final class NothingHeld extends AbstractSet<Attempt> {
    private final Runnable whenAsked;

    NothingHeld(Runnable whenAsked) {
      this.whenAsked = whenAsked;
    }

    @Override
    public boolean contains(Object attempt) {
      whenAsked.run();
      return false;
    }

    @Override
    public Iterator<Attempt> iterator() {
      return Collections.emptyIterator();
    }

    @Override
    public int size() {
      return 0;
    }
  }
}
