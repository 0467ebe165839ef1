package dev.martlet.functions;

import dev.martlet.functions.Functions.Known;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Call;
import dev.martlet.model.FunctionVersion.LogSettings;
import dev.martlet.wire.shape.lambda.Environment;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.LogFormat;
import dev.martlet.wire.shape.lambda.LoggingConfig;
import dev.martlet.wire.shape.lambda.TracingConfig;
import dev.martlet.wire.shape.lambda.UpdateFunctionCodeRequest;
import dev.martlet.wire.shape.lambda.UpdateFunctionConfigurationRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code UpdateFunctionCode} and {@code UpdateFunctionConfiguration}. */
final class UpdateFunction {
  private static final Set<String> HONOURED_WITH_CODE =
      Set.of("FunctionName", "ZipFile", "Architectures", "DryRun", "Publish", "RevisionId");
  private static final Set<String> HONOURED_WITH_SETTINGS =
      Set.of(
          "FunctionName",
          "Role",
          "Handler",
          "Description",
          "Timeout",
          "MemorySize",
          "Environment",
          "Runtime",
          "KMSKeyArn",
          "TracingConfig",
          "RevisionId",
          "EphemeralStorage",
          "SnapStart",
          "LoggingConfig.LogFormat",
          "LoggingConfig.LogGroup",
          "LoggingConfig.ApplicationLogLevel",
          "LoggingConfig.SystemLogLevel");

  private final Change change;
  private final Rules rules;
  private final CodeIntake code;
  private final Shown shown;
  private final Supplier<String> revisions;

  UpdateFunction(
      Change change, Rules rules, CodeIntake code, Shown shown, Supplier<String> revisions) {
    this.change = change;
    this.rules = rules;
    this.code = code;
    this.shown = shown;
    this.revisions = revisions;
  }

  FunctionConfiguration code(Call call, UpdateFunctionCodeRequest request) {
    UnsupportedMembers.refuse(UpdateFunctionCodeRequest.SHAPE, request, HONOURED_WITH_CODE);
    Target target = Target.whole(call, request.functionName());
    Known seen = change.seen(target, request.revisionId());
    rules.checkArchitectures(request.architectures());
    if (Boolean.TRUE.equals(request.dryRun())) {
      Release.Archive archive = CodeIntake.tryOut(request.zipFile());
      return shown.of(seen.function().carrying(archive), target.shown());
    }
    Release.Archive archive = code.take(request.zipFile());
    return change.apply(
        target,
        request.revisionId(),
        Boolean.TRUE.equals(request.publish()),
        before -> new Release(revisions.get(), archive, before.settings()));
  }

  FunctionConfiguration configuration(Call call, UpdateFunctionConfigurationRequest request) {
    UnsupportedMembers.refuse(
        UpdateFunctionConfigurationRequest.SHAPE, request, HONOURED_WITH_SETTINGS);
    Target target = Target.whole(call, request.functionName());
    rules.checkStorage(request.ephemeralStorage());
    rules.checkSnapStart(request.snapStart());
    return change.apply(
        target,
        request.revisionId(),
        false,
        before -> {
          Settings settings = settings(before.settings(), request);
          rules.check(settings);
          Rules.checkLogLevels(request.loggingConfig(), settings.log());
          if (request.runtime() != null) {
            rules.checkRuntime(settings.runtime());
          }
          return new Release(revisions.get(), before.code(), settings);
        });
  }

  /** What the request says, and for the rest what was there. */
  private static Settings settings(Settings before, UpdateFunctionConfigurationRequest request) {
    return new Settings(
        or(request.role(), before.role()),
        or(request.runtime(), before.runtime()),
        or(request.handler(), before.handler()),
        or(request.description(), before.description()),
        Optional.ofNullable(request.timeout()).map(Duration::ofSeconds).orElse(before.timeout()),
        Optional.ofNullable(request.memorySize()).map(ByteSize::megabytes).orElse(before.memory()),
        environment(before, request.environment()),
        or(request.kmsKeyArn(), before.kmsKey()),
        Optional.ofNullable(request.tracingConfig())
            .map(TracingConfig::mode)
            .map(mode -> mode.wire())
            .orElse(before.tracing()),
        log(before.log(), Optional.ofNullable(request.loggingConfig())));
  }

  private static String or(@Nullable String asked, String before) {
    return asked == null ? before : asked;
  }

  private static SortedMap<String, String> environment(
      Settings before, @Nullable Environment asked) {
    if (asked == null) {
      return before.environment();
    }
    return new TreeMap<>(Optional.ofNullable(asked.variables()).orElse(Map.of()));
  }

  private static LogSettings log(LogSettings before, Optional<LoggingConfig> asked) {
    return new LogSettings(
        asked.map(LoggingConfig::logGroup).orElse(before.group()),
        asked
            .map(LoggingConfig::logFormat)
            .map(format -> format == LogFormat.JSON)
            .orElse(before.json()));
  }
}
