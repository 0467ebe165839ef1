package dev.martlet.model;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything needed to run one version of a function: an immutable snapshot. Two snapshots may
 * share an environment only if they are equal in {@link #key}.
 *
 * @param arn the function
 * @param version {@code $LATEST} or a number
 * @param revision changes with every change of code or configuration
 * @param runtime the runtime's identifier, such as {@code python3.11}
 * @param handler the handler string as the user wrote it
 * @param code the digest of the zip archive
 * @param memory the memory limit of one environment
 * @param timeout of one invocation
 * @param environment the user's variables
 * @param role the execution role's ARN, as written
 * @param log where and how it logs
 */
public record FunctionVersion(
    FunctionArn arn,
    String version,
    String revision,
    String runtime,
    String handler,
    Digest code,
    ByteSize memory,
    Duration timeout,
    Map<String, String> environment,
    String role,
    LogSettings log) {

  /** The one version of a function that changes. */
  public static final String LATEST = "$LATEST";

  public FunctionVersion {
    environment = Map.copyOf(environment);
    if (timeout.isNegative() || timeout.isZero() || memory.bytes() == 0) {
      throw new IllegalArgumentException("A function has time and memory: " + arn);
    }
  }

  /** Which environments may serve it. */
  public record Key(FunctionArn arn, String version, String revision) {
    // Not derived, for the reason that FunctionArn gives.
    @Override
    public int hashCode() {
      return 31 * arn.hashCode() + version.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && revision.equals(that.revision)
          && version.equals(that.version)
          && arn.equals(that.arn);
    }
  }

  public Key key() {
    return new Key(arn, version, revision);
  }

  /**
   * Where and how a function logs.
   *
   * @param group the log group's name
   * @param json true for the JSON format, false for text
   */
  public record LogSettings(String group, boolean json) {}
}
