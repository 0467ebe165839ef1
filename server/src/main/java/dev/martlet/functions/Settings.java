package dev.martlet.functions;

import dev.martlet.model.ByteSize;
import dev.martlet.model.FunctionVersion.LogSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a function is to run: everything its owner may set beside the code.
 *
 * @param role the execution role's ARN, as written
 * @param runtime AWS's identifier, such as {@code python3.11}
 * @param description empty for none
 * @param environment the user's variables, in order of names
 * @param kmsKey an ARN that is kept and shown, empty for none
 * @param tracing {@code PassThrough} or {@code Active}, kept and shown
 */
record Settings(
    String role,
    String runtime,
    String handler,
    String description,
    Duration timeout,
    ByteSize memory,
    SortedMap<String, String> environment,
    String kmsKey,
    String tracing,
    LogSettings log) {

  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);
  static final ByteSize DEFAULT_MEMORY = ByteSize.megabytes(128);
  static final String DEFAULT_TRACING = "PassThrough";

  Settings {
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }

  /** The same under another description. */
  Settings describedAs(String other) {
    return new Settings(
        role, runtime, handler, other, timeout, memory, environment, kmsKey, tracing, log);
  }

  /** Where a function logs unless it says otherwise. */
  static String defaultLogGroup(String functionName) {
    return "/aws/lambda/" + functionName;
  }
}
