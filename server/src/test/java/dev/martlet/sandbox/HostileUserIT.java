package dev.martlet.sandbox;

import dev.martlet.sandbox.Isolation.Level;
import org.junit.jupiter.api.condition.EnabledIf;

/** The wall that an ordinary user can build. */
@EnabledIf(
    value = "dev.martlet.sandbox.OrdinaryUser#mayBuildWalls",
    disabledReason = OrdinaryUser.NO_WALLS)
class HostileUserIT extends HostileContract {
  HostileUserIT() {
    super(Level.USER);
  }
}
