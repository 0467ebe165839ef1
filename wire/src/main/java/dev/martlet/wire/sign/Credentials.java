package dev.martlet.wire.sign;

import org.jspecify.annotations.Nullable;

/**
 * An access key with its secret.
 *
 * @param accessKeyId {@code AKIA…} for long-lived, {@code ASIA…} for temporary credentials
 * @param secretAccessKey what signatures prove knowledge of
 * @param sessionToken goes with temporary credentials only
 */
public record Credentials(
    String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {

  /** Long-lived credentials. */
  public static Credentials of(String accessKeyId, String secretAccessKey) {
    return new Credentials(accessKeyId, secretAccessKey, null);
  }

  public Credentials {
    if (accessKeyId.isEmpty() || secretAccessKey.isEmpty()) {
      throw new IllegalArgumentException("Credentials have an id and a secret");
    }
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return accessKeyId;
  }
}
