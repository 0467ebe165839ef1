package dev.martlet.functions;

import dev.martlet.model.Artifacts;
import dev.martlet.model.Digest;
import dev.martlet.model.Runtimes;
import dev.martlet.wire.shape.lambda.ApplicationLogLevel;
import dev.martlet.wire.shape.lambda.Architecture;
import dev.martlet.wire.shape.lambda.EnvironmentResponse;
import dev.martlet.wire.shape.lambda.EphemeralStorage;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.LastUpdateStatus;
import dev.martlet.wire.shape.lambda.LastUpdateStatusReasonCode;
import dev.martlet.wire.shape.lambda.LogFormat;
import dev.martlet.wire.shape.lambda.LoggingConfig;
import dev.martlet.wire.shape.lambda.PackageType;
import dev.martlet.wire.shape.lambda.Runtime;
import dev.martlet.wire.shape.lambda.RuntimeVersionConfig;
import dev.martlet.wire.shape.lambda.SnapStartApplyOn;
import dev.martlet.wire.shape.lambda.SnapStartOptimizationStatus;
import dev.martlet.wire.shape.lambda.SnapStartResponse;
import dev.martlet.wire.shape.lambda.State;
import dev.martlet.wire.shape.lambda.StateReasonCode;
import dev.martlet.wire.shape.lambda.SystemLogLevel;
import dev.martlet.wire.shape.lambda.TracingConfigResponse;
import dev.martlet.wire.shape.lambda.TracingMode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** A function as answers show it. */
final class Shown {
  private static final DateTimeFormatter MODIFIED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);
  private static final String MAKING_READY = "The function is being created.";

  private final Host host;
  private final Runtimes runtimes;
  private final Predicate<Digest> damaged;

  /**
   * @param damaged whether an archive was found to be
   */
  Shown(Host host, Runtimes runtimes, Predicate<Digest> damaged) {
    this.host = host;
    this.runtimes = runtimes;
    this.damaged = damaged;
  }

  /**
   * @param arn the ARN as this answer shows it
   */
  FunctionConfiguration of(Function function, String arn) {
    FunctionConfiguration.Builder shown = common(function, arn);
    addStatus(shown, function.status());
    addRuntime(shown, function);
    addDamage(shown, function);
    return shown.build();
  }

  /**
   * What a list shows of it: as on AWS, neither its states nor what really runs it, unless that is
   * a substitute, which AWS has not.
   */
  FunctionConfiguration listed(Function function, String arn) {
    FunctionConfiguration.Builder shown = common(function, arn);
    if (runtimes.find(function.wanted().settings().runtime())
            instanceof Runtimes.Found(Runtimes.Choice choice)
        && choice.substituted()) {
      shown.runtimeVersionConfig(version(function, choice));
    }
    return shown.build();
  }

  private FunctionConfiguration.Builder common(Function function, String arn) {
    Release release = function.wanted();
    Settings settings = release.settings();
    FunctionConfiguration.Builder shown =
        FunctionConfiguration.builder()
            .functionName(function.arn().name())
            .functionArn(arn)
            .runtime(Objects.requireNonNull(Runtime.of(settings.runtime())))
            .role(settings.role())
            .handler(settings.handler())
            .codeSize(release.code().size().bytes())
            .codeSha256(release.code().digest().base64())
            .description(settings.description())
            .timeout((int) settings.timeout().toSeconds())
            .memorySize((int) settings.memory().toMegabytes())
            .lastModified(MODIFIED.format(function.modified()))
            .version(function.id().version())
            .revisionId(function.revision())
            .packageType(PackageType.ZIP)
            .architectures(List.of(Objects.requireNonNull(Architecture.of(host.architecture()))))
            .ephemeralStorage(new EphemeralStorage(Rules.EPHEMERAL_MEGABYTES))
            .tracingConfig(new TracingConfigResponse(TracingMode.of(settings.tracing())))
            .snapStart(
                new SnapStartResponse(SnapStartApplyOn.NONE, SnapStartOptimizationStatus.OFF))
            .loggingConfig(logging(settings));
    if (!settings.environment().isEmpty()) {
      shown.environment(new EnvironmentResponse(settings.environment(), null));
    }
    if (!settings.kmsKey().isEmpty()) {
      shown.kmsKeyArn(settings.kmsKey());
    }
    return shown;
  }

  private static LoggingConfig logging(Settings settings) {
    LoggingConfig.Builder shown = LoggingConfig.builder().logGroup(settings.log().group());
    return settings.log().json()
        ? shown
            .logFormat(LogFormat.JSON)
            .applicationLogLevel(ApplicationLogLevel.INFO)
            .systemLogLevel(SystemLogLevel.INFO)
            .build()
        : shown.logFormat(LogFormat.TEXT).build();
  }

  private static void addStatus(FunctionConfiguration.Builder shown, Status status) {
    switch (status) {
      case Status.Creating() ->
          shown
              .state(State.PENDING)
              .stateReason(MAKING_READY)
              .stateReasonCode(StateReasonCode.CREATING);
      case Status.CreationFailed(String reason) ->
          shown
              .state(State.FAILED)
              .stateReason(reason)
              .stateReasonCode(StateReasonCode.INTERNAL_ERROR)
              .lastUpdateStatus(LastUpdateStatus.FAILED)
              .lastUpdateStatusReason(reason)
              .lastUpdateStatusReasonCode(LastUpdateStatusReasonCode.INTERNAL_ERROR);
      case Status.Active() ->
          shown.state(State.ACTIVE).lastUpdateStatus(LastUpdateStatus.SUCCESSFUL);
      case Status.Updating(Release _) ->
          shown
              .state(State.ACTIVE)
              .lastUpdateStatus(LastUpdateStatus.IN_PROGRESS)
              .lastUpdateStatusReason(MAKING_READY)
              .lastUpdateStatusReasonCode(LastUpdateStatusReasonCode.CREATING);
      case Status.UpdateFailed(Release _, String reason) ->
          shown
              .state(State.ACTIVE)
              .lastUpdateStatus(LastUpdateStatus.FAILED)
              .lastUpdateStatusReason(reason)
              .lastUpdateStatusReasonCode(LastUpdateStatusReasonCode.INTERNAL_ERROR);
    }
  }

  /** What cannot run has failed, whatever its record says, unless it is about to be mended. */
  private void addDamage(FunctionConfiguration.Builder shown, Function function) {
    boolean runs =
        function.serving().stream().noneMatch(release -> damaged.test(release.code().digest()));
    if (!runs && !function.unfinished()) {
      shown
          .state(State.FAILED)
          .stateReason(Artifacts.Damaged.TOLD)
          .stateReasonCode(StateReasonCode.INTERNAL_ERROR);
    }
  }

  /** What really runs; a substitute is said in words too, where there is no other reason. */
  private void addRuntime(FunctionConfiguration.Builder shown, Function function) {
    switch (runtimes.find(function.wanted().settings().runtime())) {
      case Runtimes.Found(Runtimes.Choice choice) -> {
        shown.runtimeVersionConfig(version(function, choice));
        if (choice.substituted() && function.serving().isPresent()) {
          shown.stateReason(
              choice.identifier() + " is substituted by " + choice.runs().identifier() + ".");
        }
      }
      case Runtimes.Missing(String message) -> {
        if (function.serving().isPresent()) {
          shown.stateReason(message).stateReasonCode(StateReasonCode.INVALID_RUNTIME);
        }
      }
    }
  }

  private static RuntimeVersionConfig version(Function function, Runtimes.Choice choice) {
    String arn =
        "arn:aws:lambda:%s::runtime:%s/%s"
            .formatted(
                function.arn().region(), choice.runs().identifier(), choice.runs().version());
    return RuntimeVersionConfig.builder().runtimeVersionArn(arn).build();
  }
}
