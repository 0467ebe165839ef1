package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Bad input through the wire: a clear error each, by AWS's codes, and the platform lives on. */
class BadInputIT {
  private static final String FUNCTIONS = "/2015-03-31/functions";
  private static final String INVOKE = FUNCTIONS + "/present/invocations";

  @TempDir static Path folder;
  private static Platform platform;
  private static Api api;
  private static String runtime = "";

  @BeforeAll
  static void start() {
    platform = Platform.start(folder.resolve("data"));
    api = platform.api();
    runtime = Language.PYTHON.runtime(api);
    Language.PYTHON.create(api, "present", "");
  }

  @AfterAll
  static void stop() {
    assertThat(api.invoke("present", "{\"alive\":1}").body())
        .isEqualToIgnoringWhitespace("{\"alive\":1}");
    platform.close();
  }

  /**
   * A bad request.
   *
   * @param says what the answer's body holds
   */
  private record Bad(
      String what, String method, String path, String body, int status, String code, String says) {}

  @TestFactory
  Stream<DynamicTest> badRequestsAreRefused() {
    return Stream.of(badInvocations(), badCreations(), badSettings(), badMembers())
        .flatMap(List::stream)
        .map(bad -> DynamicTest.dynamicTest(bad.what(), () -> refused(bad)));
  }

  private static List<Bad> badInvocations() {
    String large = "\"" + "x".repeat(6_291_455) + "\"";
    return List.of(
        new Bad(
            "an event too large",
            "POST",
            INVOKE,
            large,
            413,
            "RequestEntityTooLargeException",
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation"),
        new Bad(
            "an event that is not JSON",
            "POST",
            INVOKE,
            "{",
            400,
            "InvalidRequestContentException",
            "json"),
        new Bad(
            "an event with something behind it",
            "POST",
            INVOKE,
            "{} {}",
            400,
            "InvalidRequestContentException",
            "json"),
        new Bad(
            "a function that is not there",
            "POST",
            FUNCTIONS + "/absent/invocations",
            "{}",
            404,
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:absent"),
        new Bad(
            "another qualifier",
            "POST",
            INVOKE + "?Qualifier=7",
            "{}",
            404,
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:present:7"),
        new Bad(
            "an operation that is not there yet",
            "GET",
            "/2015-03-31/functions/present/policy",
            "",
            501,
            "",
            "GetPolicy"),
        new Bad("no path of AWS's", "GET", "/nothing/here", "", 404, "", ""));
  }

  private static List<Bad> badCreations() {
    return List.of(
        new Bad(
            "a creation that is not JSON",
            "POST",
            FUNCTIONS,
            "{\"FunctionName\":",
            400,
            "SerializationException",
            ""),
        new Bad(
            "a creation without a name",
            "POST",
            FUNCTIONS,
            "{}",
            400,
            "ValidationException",
            "functionName"),
        new Bad(
            "a name already in use",
            "POST",
            FUNCTIONS,
            creation("present", ""),
            409,
            "ResourceConflictException",
            "Function already exist: present"));
  }

  private static List<Bad> badSettings() {
    return List.of(
        new Bad(
            "a name with a blank",
            "POST",
            FUNCTIONS,
            creation("a b", ""),
            400,
            "ValidationException",
            "functionName"),
        new Bad(
            "a runtime nobody has",
            "POST",
            FUNCTIONS,
            creation("f", "").replace(runtime, "cobol85"),
            400,
            "InvalidParameterValueException",
            "Value cobol85 at 'runtime' failed to satisfy constraint"),
        new Bad(
            "too long a timeout",
            "POST",
            FUNCTIONS,
            creation("f", "\"Timeout\":901,"),
            400,
            "ValidationException",
            "timeout"),
        new Bad(
            "too little memory",
            "POST",
            FUNCTIONS,
            creation("f", "\"MemorySize\":64,"),
            400,
            "ValidationException",
            "memorySize"),
        new Bad(
            "a role that is no ARN",
            "POST",
            FUNCTIONS,
            creation("f", "").replace("arn:aws:iam::000000000000:role/any", "boss"),
            400,
            "ValidationException",
            "role"));
  }

  private static List<Bad> badMembers() {
    return List.of(
        invalid("Layers", "\"Layers\":[\"arn:aws:lambda:us-east-1:000000000000:layer:l:1\"],"),
        invalid("VpcConfig", "\"VpcConfig\":{\"SubnetIds\":[\"subnet-1\"]},"),
        invalid(
            "DeadLetterConfig",
            "\"DeadLetterConfig\":{\"TargetArn\":\"arn:aws:sqs:us-east-1:000000000000:q\"},"),
        invalid("SnapStart", "\"SnapStart\":{\"ApplyOn\":\"PublishedVersions\"},"),
        invalid("EphemeralStorage", "\"EphemeralStorage\":{\"Size\":1024},"));
  }

  private static Bad invalid(String member, String json) {
    return new Bad(
        member,
        "POST",
        FUNCTIONS,
        creation("f", json),
        400,
        "InvalidParameterValueException",
        member.substring(1));
  }

  private static String creation(String name, String members) {
    return "{\"FunctionName\":\"%s\",%s\"Runtime\":\"%s\",\"Handler\":\"main.handler\",\"Role\":\"arn:aws:iam::000000000000:role/any\",\"Code\":{\"ZipFile\":\"%s\"}}"
        .formatted(name, members, runtime, Archive.base64(Language.PYTHON.anything()));
  }

  private static void refused(Bad bad) {
    Reply reply = api.lambda(bad.method(), bad.path(), bad.body());
    assertThat(reply.status()).as(reply.toString()).isEqualTo(bad.status());
    if (!bad.code().isEmpty()) {
      assertThat(reply.errorCode()).isEqualTo(bad.code());
    }
    assertThat(reply.body()).contains(bad.says());
  }

  @TestFactory
  List<DynamicTest> badArchivesAreRefusedAndLeaveNothingBehind() {
    return List.of(
            Map.entry("no zip", "aGVsbG8gd29ybGQ="),
            Map.entry("an empty one", ""),
            Map.entry("a path upwards", Archive.base64(Map.of("../evil.py", "x"))),
            Map.entry("an absolute path", Archive.base64(Map.of("/etc/evil.py", "x"))))
        .stream()
        .map(
            archive ->
                DynamicTest.dynamicTest(
                    archive.getKey(),
                    () -> {
                      Reply reply =
                          api.lambda(
                              "POST",
                              FUNCTIONS,
                              creation("bad-zip", "")
                                  .replaceAll(
                                      "\"ZipFile\":\"[^\"]*\"",
                                      "\"ZipFile\":\"" + archive.getValue() + "\""));
                      assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
                      assertThat(reply.errorCode()).isEqualTo("InvalidParameterValueException");
                      assertThat(api.function("bad-zip").status()).isEqualTo(404);
                    }))
        .toList();
  }

  @Test
  void aDryRunChecksAndRunsNothing() {
    Reply reply =
        api.send(
            "POST",
            INVOKE,
            new byte[] {'{', '}'},
            "lambda",
            Map.of("x-amz-invocation-type", "DryRun"));
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void anAsynchronousEventTooLargeIsRefused() {
    String event = "\"" + "x".repeat(1_048_576 - 1) + "\"";
    Reply reply =
        api.send(
            "POST",
            INVOKE,
            event.getBytes(StandardCharsets.UTF_8),
            "lambda",
            Map.of("x-amz-invocation-type", "Event"));
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.errorCode()).isEqualTo("RequestEntityTooLargeException");
  }

  @Test
  void anUpdateWithAnOldRevisionIsRefused() {
    Reply reply = api.updateConfiguration("present", "{\"RevisionId\":\"1-2-3\",\"Timeout\":9}");
    assertThat(reply.status()).isEqualTo(412);
    assertThat(reply.errorCode()).isEqualTo("PreconditionFailedException");
  }

  @Test
  void jsonFilterPatternsAreNotThereYet() {
    Reply reply =
        api.logs(
            "FilterLogEvents",
            "{\"logGroupName\":\"/aws/lambda/present\",\"filterPattern\":\"{ $.a = 1 }\"}");
    assertThat(reply.status()).isEqualTo(501);
  }
}
