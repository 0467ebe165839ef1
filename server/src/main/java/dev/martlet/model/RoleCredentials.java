package dev.martlet.model;

/**
 * Temporary credentials of functions' roles. Implemented by {@code identity}. Safe for all threads;
 * does not block.
 */
@FunctionalInterface
public interface RoleCredentials {
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
