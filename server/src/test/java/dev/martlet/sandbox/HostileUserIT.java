package dev.martlet.sandbox;

import dev.martlet.sandbox.Isolation.Level;

/** The wall that an ordinary user can build. */
class HostileUserIT extends HostileContract {
  HostileUserIT() {
    super(Level.USER);
  }
}
