package dev.martlet.functions;

import dev.martlet.model.FunctionVersion.LogSettings;
import dev.martlet.model.Runtimes;
import dev.martlet.model.ServiceError;
import dev.martlet.wire.shape.lambda.ApplicationLogLevel;
import dev.martlet.wire.shape.lambda.Architecture;
import dev.martlet.wire.shape.lambda.EphemeralStorage;
import dev.martlet.wire.shape.lambda.LoggingConfig;
import dev.martlet.wire.shape.lambda.Runtime;
import dev.martlet.wire.shape.lambda.SnapStart;
import dev.martlet.wire.shape.lambda.SnapStartApplyOn;
import dev.martlet.wire.shape.lambda.SystemLogLevel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a function may ask for, beyond what the model says; all of it checked before any write. */
final class Rules {
  static final int ENVIRONMENT_BYTES = 4096;
  static final int TAGS = 50;
  static final int LONGEST_NAME = 64;
  static final int EPHEMERAL_MEGABYTES = 512;

  private static final int LONGEST_SHOWN = 128;

  private static final Set<String> RESERVED =
      Set.of(
          "_HANDLER",
          "_X_AMZN_TRACE_ID",
          "AWS_ACCESS_KEY",
          "AWS_ACCESS_KEY_ID",
          "AWS_DEFAULT_REGION",
          "AWS_EXECUTION_ENV",
          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
          "AWS_LAMBDA_FUNCTION_NAME",
          "AWS_LAMBDA_FUNCTION_VERSION",
          "AWS_LAMBDA_INITIALIZATION_TYPE",
          "AWS_LAMBDA_LOG_GROUP_NAME",
          "AWS_LAMBDA_LOG_STREAM_NAME",
          "AWS_LAMBDA_RUNTIME_API",
          "AWS_REGION",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "LAMBDA_RUNTIME_DIR",
          "LAMBDA_TASK_ROOT");

  private final Host host;
  private final Runtimes runtimes;

  Rules(Host host, Runtimes runtimes) {
    this.host = host;
    this.runtimes = runtimes;
  }

  /** The model's bound is that of an ARN; AWS checks a name apart, with another code. */
  void checkName(String name) {
    if (name.indexOf(':') < 0 && name.length() > LONGEST_NAME) {
      throw Refusal.invalid(
          "1 validation error detected: Value '"
              + name
              + "' at 'functionName' failed to satisfy constraint: Member must have length less"
              + " than or equal to "
              + LONGEST_NAME);
    }
  }

  void check(Settings settings) {
    checkMemory(settings);
    checkEnvironment(settings.environment());
  }

  /** Whether this machine can run it, now that somebody asks for it. */
  void checkRuntime(String identifier) {
    if (Runtime.of(identifier) == null) {
      throw unknownRuntime(identifier);
    }
    switch (runtimes.find(identifier)) {
      case Runtimes.Found(Runtimes.Choice _) -> {}
      case Runtimes.Missing(String message) ->
          throw Refusal.invalid("Runtime " + identifier + " cannot run here. " + message);
    }
  }

  private ServiceError unknownRuntime(String identifier) {
    List<String> possible =
        Arrays.stream(Runtime.values())
            .map(Runtime::wire)
            .filter(known -> runtimes.find(known) instanceof Runtimes.Found)
            .toList();
    return Refusal.invalid(
        "Value "
            + identifier.substring(0, Math.min(identifier.length(), LONGEST_SHOWN))
            + " at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
            + possible
            + " or be a valid ARN");
  }

  void checkTags(Map<String, String> tags) {
    if (tags.size() > TAGS) {
      throw Refusal.invalid("Number of tags exceeds resource tag limit.");
    }
    for (String key : tags.keySet()) {
      if (key.regionMatches(true, 0, "aws:", 0, "aws:".length())) {
        throw Refusal.invalid("Tags: names that start with aws: are reserved.");
      }
    }
  }

  void checkArchitectures(@Nullable List<Architecture> asked) {
    if (asked != null
        && !asked.isEmpty()
        && !asked.stream().map(Architecture::wire).toList().equals(List.of(host.architecture()))) {
      throw Refusal.invalid(
          "Architectures: this platform runs on " + host.architecture() + " only.");
    }
  }

  void checkStorage(@Nullable EphemeralStorage asked) {
    if (asked != null && asked.size() != EPHEMERAL_MEGABYTES) {
      throw Refusal.invalid(
          "EphemeralStorage other than " + EPHEMERAL_MEGABYTES + " MB is not supported here.");
    }
  }

  void checkSnapStart(@Nullable SnapStart asked) {
    if (asked != null && asked.applyOn() == SnapStartApplyOn.PUBLISHED_VERSIONS) {
      throw Refusal.unsupported("SnapStart");
    }
  }

  /** There is one level, AWS's default, which clients send back as it was shown to them. */
  static void checkLogLevels(@Nullable LoggingConfig asked, LogSettings settings) {
    if (asked == null) {
      return;
    }
    if (!settings.json()
        && (asked.applicationLogLevel() != null || asked.systemLogLevel() != null)) {
      throw Refusal.invalid("LoggingConfig: levels are for the log format JSON alone.");
    }
    if (asked.applicationLogLevel() != null
        && asked.applicationLogLevel() != ApplicationLogLevel.INFO) {
      throw Refusal.unsupported("LoggingConfig.ApplicationLogLevel other than INFO");
    }
    if (asked.systemLogLevel() != null && asked.systemLogLevel() != SystemLogLevel.INFO) {
      throw Refusal.unsupported("LoggingConfig.SystemLogLevel other than INFO");
    }
  }

  private void checkMemory(Settings settings) {
    if (settings.memory().compareTo(host.memory()) > 0) {
      throw Refusal.invalid(
          "MemorySize "
              + settings.memory()
              + " is more than this platform may give to all functions together ("
              + host.memory()
              + "): ask for less, or raise its setting `memory`.");
    }
  }

  private static void checkEnvironment(Map<String, String> environment) {
    Set<String> reserved = new TreeSet<>(environment.keySet());
    reserved.retainAll(RESERVED);
    if (!reserved.isEmpty()) {
      throw Refusal.invalid(
          "Lambda was unable to configure your environment variables because the environment"
              + " variables you have provided contains reserved keys that are currently not"
              + " supported for modification. Reserved keys used in this request: "
              + String.join(", ", reserved));
    }
    if (environment.values().stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
      throw Refusal.invalid("Environment: a variable's value cannot hold a NUL character.");
    }
    // Measured as AWS does: as the JSON object {"NAME":"value"}.
    int bytes = 1;
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      bytes += utf8Length(variable.getKey()) + utf8Length(variable.getValue()) + 6;
    }
    if (bytes > ENVIRONMENT_BYTES) {
      throw Refusal.invalid(
          "Lambda was unable to configure your environment variables because the environment"
              + " variables you have provided exceeded the 4KB limit.");
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
