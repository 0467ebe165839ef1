package dev.martlet.functions;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Call;
import dev.martlet.model.Clock;
import dev.martlet.model.FunctionVersion.LogSettings;
import dev.martlet.wire.shape.lambda.CreateFunctionRequest;
import dev.martlet.wire.shape.lambda.Environment;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.LogFormat;
import dev.martlet.wire.shape.lambda.LoggingConfig;
import dev.martlet.wire.shape.lambda.PackageType;
import dev.martlet.wire.shape.lambda.TracingConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code CreateFunction}. */
final class CreateFunction {
  static final Set<String> HONOURED =
      Set.of(
          "FunctionName",
          "Runtime",
          "Role",
          "Handler",
          "Code.ZipFile",
          "Description",
          "Timeout",
          "MemorySize",
          "Publish",
          "PackageType",
          "Environment",
          "KMSKeyArn",
          "TracingConfig",
          "Tags",
          "Architectures",
          "EphemeralStorage",
          "SnapStart",
          "LoggingConfig.LogFormat",
          "LoggingConfig.LogGroup",
          "LoggingConfig.ApplicationLogLevel",
          "LoggingConfig.SystemLogLevel");

  private final Functions functions;
  private final Rules rules;
  private final CodeIntake code;
  private final Publisher publisher;
  private final Preparation preparation;
  private final Shown shown;
  private final Clock clock;
  private final Supplier<String> revisions;

  CreateFunction(
      Functions functions,
      Rules rules,
      CodeIntake code,
      Publisher publisher,
      Preparation preparation,
      Shown shown,
      Clock clock,
      Supplier<String> revisions) {
    this.functions = functions;
    this.rules = rules;
    this.code = code;
    this.publisher = publisher;
    this.preparation = preparation;
    this.shown = shown;
    this.clock = clock;
    this.revisions = revisions;
  }

  /** Answers once code and record are on disk; the function becomes active afterwards. */
  FunctionConfiguration create(Call call, CreateFunctionRequest request) {
    UnsupportedMembers.refuse(CreateFunctionRequest.SHAPE, request, HONOURED);
    rules.checkName(request.functionName());
    Target target = Target.whole(call, request.functionName());
    if (functions.find(target.arn()).isPresent()) {
      throw Refusal.exists(target.arn().name());
    }
    Settings settings = settings(target, request);
    SortedMap<String, String> tags =
        new TreeMap<>(Optional.ofNullable(request.tags()).orElse(Map.of()));
    rules.check(settings);
    Rules.checkLogLevels(request.loggingConfig(), settings.log());
    rules.checkTags(tags);
    Release.Archive archive = code.take(request.code().zipFile());
    Release first = new Release(revisions.get(), archive, settings);
    Function function = Function.creating(target.arn(), first, clock.now(), tags);
    if (Boolean.TRUE.equals(request.publish())) {
      Function.Publication publication = publisher.first(function);
      write(publication.latest(), Optional.of(publication.version()));
      return shown.of(publication.version(), target.shown());
    }
    write(function, Optional.empty());
    return shown.of(function, target.shown());
  }

  private void write(Function function, Optional<Function> version) {
    switch (functions.create(function, version)) {
      case Functions.Done() -> {
        preparation.start(function.id());
        version.map(Function::id).ifPresent(preparation::start);
      }
      case Functions.Overtaken() -> throw Refusal.exists(function.arn().name());
    }
  }

  private Settings settings(Target target, CreateFunctionRequest request) {
    if (request.packageType() == PackageType.IMAGE) {
      throw Refusal.invalid("PackageType Image is not supported here: use Zip.");
    }
    rules.checkArchitectures(request.architectures());
    rules.checkStorage(request.ephemeralStorage());
    rules.checkSnapStart(request.snapStart());
    if (request.runtime() == null || request.handler() == null || request.handler().isEmpty()) {
      throw Refusal.invalid(
          "Runtime and Handler are mandatory parameters for functions created with deployment"
              + " packages.");
    }
    rules.checkRuntime(request.runtime());
    return new Settings(
        request.role(),
        request.runtime(),
        request.handler(),
        Optional.ofNullable(request.description()).orElse(""),
        Optional.ofNullable(request.timeout())
            .map(Duration::ofSeconds)
            .orElse(Settings.DEFAULT_TIMEOUT),
        Optional.ofNullable(request.memorySize())
            .map(ByteSize::megabytes)
            .orElse(Settings.DEFAULT_MEMORY),
        new TreeMap<>(
            Optional.ofNullable(request.environment())
                .map(Environment::variables)
                .orElse(Map.of())),
        Optional.ofNullable(request.kmsKeyArn()).orElse(""),
        Optional.ofNullable(request.tracingConfig())
            .map(TracingConfig::mode)
            .map(mode -> mode.wire())
            .orElse(Settings.DEFAULT_TRACING),
        log(target, request));
  }

  private static LogSettings log(Target target, CreateFunctionRequest request) {
    Optional<LoggingConfig> asked = Optional.ofNullable(request.loggingConfig());
    return new LogSettings(
        asked.map(LoggingConfig::logGroup).orElse(Settings.defaultLogGroup(target.arn().name())),
        asked.map(LoggingConfig::logFormat).orElse(LogFormat.TEXT) == LogFormat.JSON);
  }
}
