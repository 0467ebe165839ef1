package dev.martlet.sandbox;

import dev.martlet.sandbox.Isolation.Level;

/** What is left without a wall. */
class HostileNoneIT extends HostileContract {
  HostileNoneIT() {
    super(Level.NONE);
  }
}
