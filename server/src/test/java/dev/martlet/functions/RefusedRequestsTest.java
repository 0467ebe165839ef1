package dev.martlet.functions;

import static dev.martlet.functions.Workshop.call;
import static dev.martlet.functions.Workshop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.model.DiskSpace;
import dev.martlet.model.ServiceError;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Structure;
import dev.martlet.wire.shape.lambda.ApplicationLogLevel;
import dev.martlet.wire.shape.lambda.Architecture;
import dev.martlet.wire.shape.lambda.CreateFunctionRequest;
import dev.martlet.wire.shape.lambda.DeadLetterConfig;
import dev.martlet.wire.shape.lambda.DeleteFunctionRequest;
import dev.martlet.wire.shape.lambda.DurableConfig;
import dev.martlet.wire.shape.lambda.Environment;
import dev.martlet.wire.shape.lambda.EphemeralStorage;
import dev.martlet.wire.shape.lambda.FileSystemConfig;
import dev.martlet.wire.shape.lambda.FunctionCode;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.FunctionVersionLatestPublished;
import dev.martlet.wire.shape.lambda.GetFunctionRequest;
import dev.martlet.wire.shape.lambda.ImageConfig;
import dev.martlet.wire.shape.lambda.ListFunctionsRequest;
import dev.martlet.wire.shape.lambda.LogFormat;
import dev.martlet.wire.shape.lambda.LoggingConfig;
import dev.martlet.wire.shape.lambda.PackageType;
import dev.martlet.wire.shape.lambda.SnapStart;
import dev.martlet.wire.shape.lambda.SnapStartApplyOn;
import dev.martlet.wire.shape.lambda.SystemLogLevel;
import dev.martlet.wire.shape.lambda.TenancyConfig;
import dev.martlet.wire.shape.lambda.TenantIsolationMode;
import dev.martlet.wire.shape.lambda.UpdateFunctionCodeRequest;
import dev.martlet.wire.shape.lambda.UpdateFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.VpcConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad input that the promises name: which error answers it, and what the message holds. */
class RefusedRequestsTest {
  private static final String INVALID = "InvalidParameterValueException";

  private static final String THERE = "arn:aws:lambda:us-east-1:000000000000:function:there";

  @TempDir private static Path data;
  private static Workshop workshop;

  @BeforeAll
  static void open() throws IOException {
    workshop = new Workshop(data);
    workshop.active("there");
  }

  @AfterAll
  static void close() throws IOException {
    workshop.close();
  }

  static Stream<Bad<FunctionOperations>> bad() {
    return Stream.of(
            creations(), logging(), contents(), environments(), codeUpdates(), updates(), names())
        .flatMap(List::stream);
  }

  private static List<Bad<FunctionOperations>> creations() {
    return List.of(
        create("PublishTo", r -> r.publishTo(FunctionVersionLatestPublished.LATEST_PUBLISHED)),
        create("Layers", r -> r.layers(List.of("arn:aws:lambda:us-east-1:1:layer:l:1"))),
        create("VpcConfig", r -> r.vpcConfig(new VpcConfig(List.of("s"), null, null))),
        create("VpcConfig", r -> r.vpcConfig(new VpcConfig(null, null, true))),
        create("DeadLetterConfig", r -> r.deadLetterConfig(new DeadLetterConfig("arn:aws:sqs"))),
        create(
            "FileSystemConfigs",
            r -> r.fileSystemConfigs(List.of(new FileSystemConfig("arn", "/mnt/x", null)))),
        create("CodeSigningConfigArn", r -> r.codeSigningConfigArn("arn:aws:lambda:csc")),
        create("ImageConfig", r -> r.imageConfig(new ImageConfig(List.of("sh"), null, null))),
        create("PackageType", r -> r.packageType(PackageType.IMAGE)),
        create("Architectures", r -> r.architectures(List.of(Architecture.ARM64))),
        create(
            "Architectures",
            r -> r.architectures(List.of(Architecture.X86_64, Architecture.X86_64))),
        create("EphemeralStorage", r -> r.ephemeralStorage(new EphemeralStorage(513))),
        create("SnapStart", r -> r.snapStart(new SnapStart(SnapStartApplyOn.PUBLISHED_VERSIONS))),
        create(
            "TenancyConfig",
            r -> r.tenancyConfig(new TenancyConfig(TenantIsolationMode.PER_TENANT))),
        create("DurableConfig", r -> r.durableConfig(new DurableConfig(null, 1, 1))),
        create("Code.S3Bucket", r -> r.code(FunctionCode.builder().s3Bucket("b").build())),
        create("Code.S3Key", r -> r.code(FunctionCode.builder().s3Key("k").build())),
        create("Code.ImageUri", r -> r.code(FunctionCode.builder().imageUri("i").build())),
        create(
            "Code.SourceKMSKeyArn",
            r -> r.code(FunctionCode.builder().zipFile(Workshop.ZIP).sourceKMSKeyArn("a").build())),
        create("Tags", r -> r.tags(Map.of("aws:mine", "x"))),
        create("Number of tags exceeds resource tag limit.", r -> r.tags(many(51))),
        create("MemorySize 2049 MB", r -> r.memorySize(2049)),
        create("Runtime and Handler", r -> r.runtime(null)),
        create("Runtime and Handler", r -> r.handler(null)),
        create("python3.14 cannot run here. There are", r -> r.runtime("python3.14")),
        create(
            "Value PYTHON3.11 at 'runtime' failed to satisfy constraint: Member must satisfy enum"
                + " value set: [nodejs20.x, nodejs22.x, python3.11] or be a valid ARN",
            r -> r.runtime("PYTHON3.11")),
        create(
            "1 validation error detected: Value '"
                + "n".repeat(65)
                + "' at 'functionName' failed"
                + " to satisfy constraint: Member must have length less than or equal to 64",
            r -> r.functionName("n".repeat(65))));
  }

  private static List<Bad<FunctionOperations>> logging() {
    return List.of(
        create(
            "levels are for the log format JSON alone",
            r -> r.loggingConfig(levels(null, ApplicationLogLevel.INFO, null))),
        create(
            "LoggingConfig.ApplicationLogLevel other than INFO is not supported",
            r -> r.loggingConfig(levels(LogFormat.JSON, ApplicationLogLevel.DEBUG, null))),
        create(
            "LoggingConfig.SystemLogLevel other than INFO is not supported",
            r -> r.loggingConfig(levels(LogFormat.JSON, null, SystemLogLevel.WARN))),
        update(
            "levels are for the log format JSON alone",
            r -> r.loggingConfig(levels(null, null, SystemLogLevel.INFO))),
        update(
            "LoggingConfig.ApplicationLogLevel other than INFO is not supported",
            r -> r.loggingConfig(levels(LogFormat.JSON, ApplicationLogLevel.TRACE, null))));
  }

  private static LoggingConfig levels(
      @Nullable LogFormat format,
      @Nullable ApplicationLogLevel application,
      @Nullable SystemLogLevel system) {
    return new LoggingConfig(format, application, system, null);
  }

  private static List<Bad<FunctionOperations>> contents() {
    return List.of(
        create("ZipFile", r -> r.code(FunctionCode.builder().build())),
        create("non-empty zip", r -> r.code(code(Blob.EMPTY))),
        create(
            "Could not unzip uploaded file. Please check your file, then try to upload again.",
            r -> r.code(code(Blob.utf8("not a zip")))),
        new Bad<>(
            "a zip over 50 MB",
            ops ->
                ops.create(
                    call(),
                    request("new").code(code(Blob.adopt(new byte[(50 << 20) + 1]))).build()),
            "RequestEntityTooLargeException",
            "Zipped size must be smaller than 52428800 bytes"),
        new Bad<>(
            "a name that is taken",
            ops -> ops.create(call(), request("there").build()),
            "ResourceConflictException",
            "Function already exist: there"));
  }

  private static List<Bad<FunctionOperations>> environments() {
    return List.of(
        create(
            "contains reserved keys that are currently not supported for modification. Reserved"
                + " keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT",
            r -> r.environment(variables(Map.of("LAMBDA_TASK_ROOT", "", "AWS_REGION", "x")))),
        create(
            "exceeded the 4KB limit", r -> r.environment(variables(Map.of("A", "x".repeat(4089))))),
        create("Environment", r -> r.environment(variables(Map.of("A", "x\0y")))));
  }

  private static List<Bad<FunctionOperations>> codeUpdates() {
    return List.of(
        updateCode("S3Bucket", r -> r.zipFile(null).s3Bucket("b")),
        updateCode("S3Key", r -> r.s3Key("k")),
        updateCode("S3ObjectVersion", r -> r.s3ObjectVersion("1")),
        updateCode("ImageUri", r -> r.imageUri("i")),
        updateCode("SourceKMSKeyArn", r -> r.sourceKMSKeyArn("arn:aws:kms")),
        updateCode("Architectures", r -> r.architectures(List.of(Architecture.ARM64))),
        updateCode("Could not unzip", r -> r.zipFile(Blob.utf8("PK no"))),
        updateCode("ZipFile", r -> r.zipFile(null)),
        new Bad<>(
            "another revision of the code",
            ops -> ops.updateCode(call(), codeUpdate().revisionId("other").build()),
            "PreconditionFailedException",
            "The Revision Id provided does not match the latest Revision Id."),
        new Bad<>(
            "code for nothing",
            ops -> ops.updateCode(call(), codeUpdate().functionName("none").build()),
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:none"));
  }

  private static List<Bad<FunctionOperations>> updates() {
    return List.of(
        update("Layers", r -> r.layers(List.of("arn"))),
        update("VpcConfig", r -> r.vpcConfig(new VpcConfig(null, List.of("sg"), null))),
        update("DeadLetterConfig", r -> r.deadLetterConfig(new DeadLetterConfig("arn"))),
        update(
            "FileSystemConfigs",
            r -> r.fileSystemConfigs(List.of(new FileSystemConfig("arn", "/mnt/x", null)))),
        update("ImageConfig", r -> r.imageConfig(new ImageConfig(null, null, "/"))),
        update("EphemeralStorage", r -> r.ephemeralStorage(new EphemeralStorage(1024))),
        update("SnapStart", r -> r.snapStart(new SnapStart(SnapStartApplyOn.PUBLISHED_VERSIONS))),
        update("DurableConfig", r -> r.durableConfig(new DurableConfig(null, 1, null))),
        update("MemorySize", r -> r.memorySize(4096)),
        update("ruby3.4 cannot run here", r -> r.runtime("ruby3.4")),
        update("Value cobol at 'runtime' failed", r -> r.runtime("cobol")),
        update("reserved keys", r -> r.environment(variables(Map.of("_HANDLER", "x")))),
        new Bad<>(
            "another revision of the settings",
            ops -> ops.updateConfiguration(call(), update().revisionId("other").build()),
            "PreconditionFailedException",
            "The Revision Id provided does not match the latest Revision Id."));
  }

  private static List<Bad<FunctionOperations>> names() {
    return List.of(
        get(
            "arn:aws:lambda:us-east-1:000000000000:function:" + "n".repeat(65),
            null,
            INVALID,
            "Fun"),
        get("none", null, "ResourceNotFoundException", "Function not found: arn:aws:lambda:us-e"),
        get("there", "1", "ResourceNotFoundException", "Function not found: " + THERE + ":1"),
        get("there:live", null, "ResourceNotFoundException", "not found: " + THERE + ":live"),
        get("there:$LATEST", "1", INVALID, "does not match the specified qualifier"),
        get(
            "arn:aws:lambda:eu-west-1:000000000000:function:there",
            null,
            "ResourceNotFoundException",
            "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"),
        get(
            "arn:aws:lambda:us-east-1:111111111111:function:there",
            null,
            "AccessDeniedException",
            "is not authorized"),
        new Bad<>(
            "deleting nothing",
            ops -> ops.delete(call(), DeleteFunctionRequest.builder().functionName("none").build()),
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:none"),
        new Bad<>(
            "deleting $LATEST",
            ops -> ops.delete(call(), new DeleteFunctionRequest("there", "$LATEST")),
            INVALID,
            "Qualifier"),
        list("Marker", r -> r.marker("!")),
        list("Marker", r -> r.marker("Li4vLi4")),
        list("MasterRegion", r -> r.masterRegion("ALL")));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void isAnsweredWithAwsErrorAndTheMember(Bad<FunctionOperations> bad) throws IOException {
    List<Path> before = files();

    bad.isGivenTo(workshop.operations);

    assertThat(files()).as("nothing is left behind").isEqualTo(before);
  }

  static Stream<Arguments> code() {
    return Stream.of(
        Arguments.of(Named.of("new", Workshop.OTHER_ZIP)),
        Arguments.of(Named.of("unpacked already", Workshop.ZIP)));
  }

  @ParameterizedTest
  @MethodSource("code")
  void codeThatWouldLeaveTheDiskNearlyFullIsRefused(Blob zip) throws IOException {
    workshop.free = DiskSpace.NEARLY_FULL;
    List<Path> before = files();

    ServiceError error =
        catchThrowableOfType(
            ServiceError.class,
            () ->
                workshop.operations.updateCode(
                    call(),
                    UpdateFunctionCodeRequest.builder()
                        .functionName("there")
                        .zipFile(zip)
                        .build()));

    assertThat(error.code()).isEqualTo("ServiceException");
    assertThat(error).hasMessageStartingWith("Nothing was changed. The disk of the platform has");
    assertThat(files()).as("nothing is left behind").isEqualTo(before);

    workshop.free = Workshop.DISK;
    workshop.active("another");
    workshop.operations.delete(call(), new DeleteFunctionRequest("another", null));
  }

  @Test
  void noMemberOfTheModelIsDroppedInSilence() {
    assertThat(refusedMembers(CreateFunctionRequest.SHAPE))
        .containsExactlyInAnyOrder(
            "PublishTo",
            "VpcConfig",
            "DeadLetterConfig",
            "Layers",
            "FileSystemConfigs",
            "CodeSigningConfigArn",
            "ImageConfig",
            "TenancyConfig",
            "CapacityProviderConfig",
            "DurableConfig",
            "RuntimeConfig",
            "AcceleratorConfig");
  }

  @Test
  void asksForNothingMayBeSaidInManyWords() {
    FunctionConfiguration made =
        workshop.operations.create(
            call(),
            request("polite")
                .publish(false)
                .layers(List.of())
                .fileSystemConfigs(List.of())
                .vpcConfig(new VpcConfig(List.of(), List.of(), false))
                .deadLetterConfig(new DeadLetterConfig(""))
                .ephemeralStorage(new EphemeralStorage(512))
                .snapStart(new SnapStart(SnapStartApplyOn.NONE))
                .packageType(PackageType.ZIP)
                .architectures(List.of(Architecture.X86_64))
                .environment(variables(Map.of("A", "x".repeat(4088))))
                .tags(many(50))
                .memorySize(2048)
                .build());

    assertThat(made.functionName()).isEqualTo("polite");
  }

  /** The members that are refused whatever they say: a value of each is tried by itself. */
  private static <T> List<String> refusedMembers(Structure<T> shape) {
    return shape.members().stream()
        .map(Member::name)
        .filter(name -> !CreateFunction.HONOURED.contains(name))
        .filter(name -> CreateFunction.HONOURED.stream().noneMatch(it -> it.startsWith(name + ".")))
        .toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> blobs = Files.walk(data.resolve("blobs"));
        Stream<Path> code = Files.walk(data.resolve("code"))) {
      return Stream.concat(blobs, code).sorted().toList();
    }
  }

  private static Bad<FunctionOperations> create(
      String message, UnaryOperator<CreateFunctionRequest.Builder> change) {
    return new Bad<>(
        "create: " + message,
        ops -> ops.create(call(), change.apply(request("new")).build()),
        INVALID,
        message);
  }

  private static UpdateFunctionCodeRequest.Builder codeUpdate() {
    return UpdateFunctionCodeRequest.builder().functionName("there").zipFile(Workshop.OTHER_ZIP);
  }

  private static Bad<FunctionOperations> updateCode(
      String message, UnaryOperator<UpdateFunctionCodeRequest.Builder> change) {
    return new Bad<>(
        "update code: " + message,
        ops -> ops.updateCode(call(), change.apply(codeUpdate()).build()),
        INVALID,
        message);
  }

  private static UpdateFunctionConfigurationRequest.Builder update() {
    return UpdateFunctionConfigurationRequest.builder().functionName("there");
  }

  private static Bad<FunctionOperations> update(
      String message, UnaryOperator<UpdateFunctionConfigurationRequest.Builder> change) {
    return new Bad<>(
        "update: " + message,
        ops -> ops.updateConfiguration(call(), change.apply(update()).build()),
        INVALID,
        message);
  }

  private static Bad<FunctionOperations> list(
      String message, UnaryOperator<ListFunctionsRequest.Builder> change) {
    return new Bad<>(
        "list: " + message,
        ops -> ops.list(call(), change.apply(ListFunctionsRequest.builder()).build()),
        INVALID,
        message);
  }

  private static Bad<FunctionOperations> get(
      String name, @Nullable String qualifier, String code, String message) {
    return new Bad<>(
        "get " + name + " " + qualifier,
        ops -> ops.get(call(), new GetFunctionRequest(name, qualifier)),
        code,
        message);
  }

  private static FunctionCode code(Blob zip) {
    return FunctionCode.builder().zipFile(zip).build();
  }

  private static Environment variables(Map<String, String> variables) {
    return new Environment(variables);
  }

  private static Map<String, String> many(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> "tag" + i, i -> "value"));
  }
}
