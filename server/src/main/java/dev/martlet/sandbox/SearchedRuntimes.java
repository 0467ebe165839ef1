package dev.martlet.sandbox;

import dev.martlet.model.Runtimes;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The interpreters that a search is about to find: every method waits until it has ended. */
record SearchedRuntimes(CompletableFuture<Runtimes> found) implements Runtimes {
  @Override
  public List<Installed> installed() {
    return found.join().installed();
  }

  @Override
  public Lookup find(String identifier) {
    return found.join().find(identifier);
  }
}
