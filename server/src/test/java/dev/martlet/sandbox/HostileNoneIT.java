package dev.martlet.sandbox;

import dev.martlet.sandbox.Isolation.Level;

/** What holds at level none. */
class HostileNoneIT extends HostileContract {
  HostileNoneIT() {
    super(Level.NONE);
  }
}
