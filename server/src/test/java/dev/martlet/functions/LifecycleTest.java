package dev.martlet.functions;

import static dev.martlet.functions.Workshop.arn;
import static dev.martlet.functions.Workshop.call;
import static dev.martlet.functions.Workshop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.martlet.dispatch.FunctionCatalog.NotFound;
import dev.martlet.dispatch.FunctionCatalog.NotReady;
import dev.martlet.model.Artifacts;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.ServiceError;
import dev.martlet.wire.shape.lambda.ApplicationLogLevel;
import dev.martlet.wire.shape.lambda.Architecture;
import dev.martlet.wire.shape.lambda.DeleteFunctionRequest;
import dev.martlet.wire.shape.lambda.DeleteFunctionResponse;
import dev.martlet.wire.shape.lambda.Environment;
import dev.martlet.wire.shape.lambda.EnvironmentResponse;
import dev.martlet.wire.shape.lambda.FunctionCodeLocation;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.GetFunctionRequest;
import dev.martlet.wire.shape.lambda.GetFunctionResponse;
import dev.martlet.wire.shape.lambda.LastUpdateStatus;
import dev.martlet.wire.shape.lambda.LastUpdateStatusReasonCode;
import dev.martlet.wire.shape.lambda.LogFormat;
import dev.martlet.wire.shape.lambda.LoggingConfig;
import dev.martlet.wire.shape.lambda.PackageType;
import dev.martlet.wire.shape.lambda.Runtime;
import dev.martlet.wire.shape.lambda.RuntimeVersionConfig;
import dev.martlet.wire.shape.lambda.State;
import dev.martlet.wire.shape.lambda.StateReasonCode;
import dev.martlet.wire.shape.lambda.SystemLogLevel;
import dev.martlet.wire.shape.lambda.TracingConfig;
import dev.martlet.wire.shape.lambda.TracingConfigResponse;
import dev.martlet.wire.shape.lambda.TracingMode;
import dev.martlet.wire.shape.lambda.UpdateFunctionCodeRequest;
import dev.martlet.wire.shape.lambda.UpdateFunctionConfigurationRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTest {
  private static final Digest FIRST = Digest.of(Bytes.adopt(Workshop.ZIP.toByteArray()));
  private static final Digest SECOND = Digest.of(Bytes.adopt(Workshop.OTHER_ZIP.toByteArray()));

  @TempDir private Path data;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(data);
  }

  @AfterEach
  void close() throws IOException {
    workshop.close();
  }

  @Test
  void aNewFunctionIsPendingUntilItsCodeIsUnpacked() {
    FunctionConfiguration made = workshop.create("square");

    assertThat(made.state()).isEqualTo(State.PENDING);
    assertThat(made.stateReason()).isEqualTo("The function is being created.");
    assertThat(made.stateReasonCode()).isEqualTo(StateReasonCode.CREATING);
    assertThat(workshop.functions.resolve(arn("square"), "$LATEST"))
        .isEqualTo(
            new NotReady(
                "The operation cannot be performed at this time. The function is currently in the"
                    + " following state: Pending"));

    workshop.background.work();

    FunctionConfiguration active = workshop.show("square");
    assertThat(active.state()).isEqualTo(State.ACTIVE);
    assertThat(active.stateReason()).isNull();
    assertThat(active.lastUpdateStatus()).isEqualTo(LastUpdateStatus.SUCCESSFUL);
    assertThat(active.revisionId()).as("a change too").isNotEqualTo(made.revisionId());
    assertThat(serving("square").code()).isEqualTo(FIRST);
    assertThat(data.resolve("code").resolve(FIRST.hex()).resolve("index.py")).isRegularFile();
  }

  @Test
  void showsAwsDefaults() {
    FunctionConfiguration shown = workshop.active("square");

    assertThat(shown.functionArn())
        .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:square");
    assertThat(shown.memorySize()).isEqualTo(128);
    assertThat(shown.timeout()).isEqualTo(3);
    assertThat(shown.packageType()).isEqualTo(PackageType.ZIP);
    assertThat(shown.architectures()).containsExactly(Architecture.X86_64);
    assertThat(shown.ephemeralStorage()).hasToString("EphemeralStorage[size=512]");
    assertThat(shown.tracingConfig()).hasToString("TracingConfigResponse[mode=PassThrough]");
    assertThat(shown.snapStart())
        .hasToString("SnapStartResponse[applyOn=None, optimizationStatus=Off]");
    assertThat(shown.loggingConfig())
        .isEqualTo(new LoggingConfig(LogFormat.TEXT, null, null, "/aws/lambda/square"));
    assertThat(shown.version()).isEqualTo("$LATEST");
    assertThat(shown.description()).isEmpty();
    assertThat(shown.environment()).isNull();
    assertThat(shown.codeSize()).isEqualTo(Workshop.ZIP.size());
    assertThat(shown.codeSha256()).isEqualTo(FIRST.base64());
    assertThat(shown.lastModified()).isEqualTo("2026-01-01T00:00:00.000+0000");
  }

  @Test
  void keepsAndShowsWhatWasAskedFor() {
    workshop.operations.create(
        call(),
        request("rich")
            .description("says hello")
            .timeout(900)
            .memorySize(256)
            .environment(new Environment(Map.of("B", "2", "A", "ünï")))
            .kmsKeyArn("arn:aws:kms:us-east-1:000000000000:key/k")
            .tracingConfig(new TracingConfig(TracingMode.ACTIVE))
            .loggingConfig(
                new LoggingConfig(LogFormat.JSON, ApplicationLogLevel.INFO, null, "/mine"))
            .tags(Map.of("team", "birds"))
            .build());
    workshop.background.work();

    GetFunctionResponse got = get("rich");
    FunctionConfiguration shown = Objects.requireNonNull(got.configuration());
    assertThat(shown.description()).isEqualTo("says hello");
    assertThat(shown.timeout()).isEqualTo(900);
    assertThat(shown.memorySize()).isEqualTo(256);
    assertThat(shown.environment())
        .isEqualTo(new EnvironmentResponse(Map.of("A", "ünï", "B", "2"), null));
    assertThat(shown.kmsKeyArn()).isEqualTo("arn:aws:kms:us-east-1:000000000000:key/k");
    assertThat(shown.tracingConfig()).isEqualTo(new TracingConfigResponse(TracingMode.ACTIVE));
    assertThat(shown.loggingConfig())
        .isEqualTo(
            new LoggingConfig(
                LogFormat.JSON, ApplicationLogLevel.INFO, SystemLogLevel.INFO, "/mine"));
    assertThat(got.tags()).containsExactly(Map.entry("team", "birds"));
    assertThat(got.code())
        .isEqualTo(
            FunctionCodeLocation.builder()
                .repositoryType("S3")
                .location(
                    "http://127.0.0.1:4566/_martlet/code/000000000000/us-east-1/rich/"
                        + FIRST
                        + ".zip?signed")
                .build());
    FunctionVersion version = serving("rich");
    assertThat(version.environment()).containsOnly(Map.entry("A", "ünï"), Map.entry("B", "2"));
    assertThat(version.timeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(version.memory()).isEqualTo(ByteSize.megabytes(256));
    assertThat(version.log()).isEqualTo(new FunctionVersion.LogSettings("/mine", true));
  }

  @Test
  void saysWhatReallyRunsWhereARuntimeIsSubstituted() {
    workshop.operations.create(
        call(), request("node").runtime("nodejs22.x").handler("index.handler").build());
    workshop.background.work();

    FunctionConfiguration shown = workshop.show("node");

    assertThat(shown.runtime()).isEqualTo(Runtime.NODEJS22_X);
    assertThat(shown.stateReason()).isEqualTo("nodejs22.x is substituted by nodejs20.x.");
    assertThat(shown.runtimeVersionConfig())
        .isEqualTo(
            new RuntimeVersionConfig("arn:aws:lambda:us-east-1::runtime:nodejs20.x/20.11.1", null));
    FunctionConfiguration changing = updateCode("node", shown.revisionId());
    assertThat(changing.lastUpdateStatus()).isEqualTo(LastUpdateStatus.IN_PROGRESS);
    assertThat(changing.stateReason()).isEqualTo(shown.stateReason());
  }

  @Test
  void theOldCodeServesUntilTheNewOneIsReady() {
    FunctionConfiguration before = workshop.active("square");
    workshop.clock.advance(Duration.ofMillis(1234));

    FunctionConfiguration changing = updateCode("square", before.revisionId());

    assertThat(changing.state()).isEqualTo(State.ACTIVE);
    assertThat(changing.lastUpdateStatus()).isEqualTo(LastUpdateStatus.IN_PROGRESS);
    assertThat(changing.lastUpdateStatusReasonCode())
        .isEqualTo(LastUpdateStatusReasonCode.CREATING);
    assertThat(changing.codeSha256()).isEqualTo(SECOND.base64());
    assertThat(changing.lastModified()).isEqualTo("2026-01-01T00:00:01.234+0000");
    assertThat(changing.revisionId()).isNotEqualTo(before.revisionId());
    assertThat(serving("square").code()).isEqualTo(FIRST);

    workshop.background.work();

    assertThat(workshop.show("square").lastUpdateStatus()).isEqualTo(LastUpdateStatus.SUCCESSFUL);
    assertThat(serving("square").code()).isEqualTo(SECOND);
    assertThat(serving("square").revision()).isEqualTo(changing.revisionId());
    assertThat(workshop.script.told).contains("changed square " + changing.revisionId());
  }

  @Test
  void settingsThatAreNotNamedStay() {
    workshop.operations.create(
        call(),
        request("square")
            .memorySize(256)
            .environment(new Environment(Map.of("A", "1")))
            .description("old")
            .build());
    workshop.background.work();

    configure(update("square").timeout(11));
    workshop.background.work();
    configure(update("square").description("").environment(new Environment(Map.of())));
    workshop.background.work();

    FunctionConfiguration shown = workshop.show("square");
    assertThat(shown.timeout()).isEqualTo(11);
    assertThat(shown.memorySize()).isEqualTo(256);
    assertThat(shown.description()).isEmpty();
    assertThat(shown.environment()).isNull();
    assertThat(serving("square").code()).isEqualTo(FIRST);
  }

  @Test
  void refusesChangesWhileOneIsUnfinished() {
    workshop.create("square");
    assertThatConflict(
        () -> configure(update("square").timeout(5)),
        "The operation cannot be performed at this time. The function is currently in the"
            + " following state: Pending");

    workshop.background.work();
    configure(update("square").timeout(5));
    assertThatConflict(
        () -> updateCode("square", null),
        "The operation cannot be performed at this time. An update is in progress for resource:"
            + " arn:aws:lambda:us-east-1:000000000000:function:square");
  }

  @Test
  void dryRunChecksTheCodeAndChangesNothing() {
    FunctionConfiguration before = workshop.active("square");

    FunctionConfiguration answered =
        workshop.operations.updateCode(
            call(),
            UpdateFunctionCodeRequest.builder()
                .functionName("square")
                .zipFile(Workshop.OTHER_ZIP)
                .dryRun(true)
                .build());

    assertThat(answered.codeSha256()).isNotEqualTo(before.codeSha256());
    assertThat(answered.codeSize()).isEqualTo(Workshop.OTHER_ZIP.size());
    assertThat(answered.revisionId()).isEqualTo(before.revisionId());
    assertThat(workshop.show("square")).isEqualTo(before);
  }

  @Test
  void aDeletedFunctionIsGoneAndMayBeMadeAgain() {
    workshop.active("square");

    assertThat(workshop.operations.delete(call(), new DeleteFunctionRequest("square", null)))
        .isEqualTo(new DeleteFunctionResponse(204));

    assertThat(workshop.functions.resolve(arn("square"), "$LATEST"))
        .isEqualTo(
            new NotFound(
                "Function not found: arn:aws:lambda:us-east-1:000000000000:function:square"));
    assertThat(workshop.script.told).contains("deleted square");
    assertThat(workshop.active("square").state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void codeThatCannotBeUnpackedFailsTheFunctionAndANewOneHealsIt() throws IOException {
    workshop.create("square");
    workshop.lose(FIRST);
    workshop.background.work();

    FunctionConfiguration failed = workshop.show("square");
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.stateReason()).isEqualTo(Artifacts.Damaged.TOLD);
    assertThat(failed.stateReasonCode()).isEqualTo(StateReasonCode.INTERNAL_ERROR);
    assertThat(workshop.functions.resolve(arn("square"), "$LATEST")).isInstanceOf(NotReady.class);

    assertThat(updateCode("square", null).state()).isEqualTo(State.PENDING);
    workshop.background.work();
    assertThat(workshop.show("square").state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void anUpdateThatCannotBeUnpackedLeavesTheOldCodeServing() throws IOException {
    workshop.active("square");
    updateCode("square", null);
    workshop.lose(SECOND);
    workshop.background.work();

    FunctionConfiguration shown = workshop.show("square");
    assertThat(shown.state()).isEqualTo(State.ACTIVE);
    assertThat(shown.lastUpdateStatus()).isEqualTo(LastUpdateStatus.FAILED);
    assertThat(shown.lastUpdateStatusReason()).isEqualTo(Artifacts.Damaged.TOLD);
    assertThat(serving("square").code()).isEqualTo(FIRST);
  }

  @Test
  void answersToEveryFormOfTheName() {
    workshop.active("square");
    String arn = "arn:aws:lambda:us-east-1:000000000000:function:square";

    for (String form : List.of("square", "function:square", "000000000000:function:square", arn)) {
      assertThat(workshop.show(form).functionArn()).as(form).isEqualTo(arn);
      assertThat(workshop.show(form + ":$LATEST").functionArn())
          .as(form)
          .isEqualTo(arn + ":$LATEST");
    }
    assertThat(
            workshop
                .operations
                .configuration(call(), new GetFunctionConfigurationRequest("square", "$LATEST"))
                .functionArn())
        .isEqualTo(arn + ":$LATEST");
  }

  private FunctionVersion serving(String name) {
    return workshop.serving(name, "$LATEST");
  }

  private GetFunctionResponse get(String name) {
    return workshop.operations.get(call(), new GetFunctionRequest(name, null));
  }

  private FunctionConfiguration updateCode(String name, @Nullable String revision) {
    return workshop.operations.updateCode(
        call(),
        UpdateFunctionCodeRequest.builder()
            .functionName(name)
            .zipFile(Workshop.OTHER_ZIP)
            .revisionId(revision)
            .build());
  }

  private static UpdateFunctionConfigurationRequest.Builder update(String name) {
    return UpdateFunctionConfigurationRequest.builder().functionName(name);
  }

  private void configure(UpdateFunctionConfigurationRequest.Builder request) {
    var _ = workshop.operations.updateConfiguration(call(), request.build());
  }

  private static void assertThatConflict(Runnable tried, String message) {
    assertThatExceptionOfType(ServiceError.class)
        .isThrownBy(tried::run)
        .withMessage(message)
        .returns("ResourceConflictException", ServiceError::code);
  }
}
