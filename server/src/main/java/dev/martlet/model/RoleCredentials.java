package dev.martlet.model;

import java.time.Duration;

/**
 * Temporary credentials of functions' roles. Implemented by {@code identity}. Safe for all threads;
 * does not block.
 */
@FunctionalInterface
public interface RoleCredentials {
  /**
   * How long they are valid: AWS's longest. An environment lives half as long, so that no jump of a
   * clock by less than hours has them end before it does.
   */
  Duration LIFE = Duration.ofHours(12);

  /** Fresh ones for an environment of {@code function}; they outlive every environment. */
  Temporary of(FunctionVersion function);

  /** What a process signs with, and what it sends along. */
  record Temporary(String accessKeyId, String secretAccessKey, String sessionToken) {
    /** Shows no secret. */
    @Override
    public String toString() {
      return accessKeyId;
    }
  }
}
