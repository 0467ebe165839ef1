package dev.martlet.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.wire.shape.logs.Logs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AWS's own messages, as its services answer them. */
final class ValidationTest {
  private static final String REST =
      "\"Role\":\"arn:aws:iam::000000000000:role/r\",\"Code\":{\"ZipFile\":\"\"}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"Timeout\":0    | Value '0' at 'timeout' failed to satisfy constraint: Member must have"
            + " value greater than or equal to 1",
        "\"Timeout\":901  | Value '901' at 'timeout' failed to satisfy constraint: Member must have"
            + " value less than or equal to 900",
        "\"MemorySize\":10241 | Value '10241' at 'memorySize' failed to satisfy constraint: Member"
            + " must have value less than or equal to 10240",
        "\"Handler\":\"a b\" | Value 'a b' at 'handler' failed to satisfy constraint: Member must"
            + " satisfy regular expression pattern: [^\\s]+",
        "\"PackageType\":\"Tar\" | Value 'Tar' at 'packageType' failed to satisfy constraint:"
            + " Member must satisfy enum value set: [Zip, Image]",
        "\"Architectures\":[\"mips\"] | Value '[mips]' at 'architectures' failed to satisfy"
            + " constraint: Member must satisfy constraint: [Member must satisfy enum value set:"
            + " [x86_64, arm64], Member must not be null]",
        "\"Architectures\":[\"arm64\",\"x86_64\"] | Value '[arm64, x86_64]' at 'architectures'"
            + " failed to satisfy constraint: Member must have length less than or equal to 1",
        "\"EphemeralStorage\":{\"Size\":511} | Value '511' at 'ephemeralStorage.size' failed to"
            + " satisfy constraint: Member must have value greater than or equal to 512",
        "\"EphemeralStorage\":{} | Value null at 'ephemeralStorage.size' failed to satisfy"
            + " constraint: Member must not be null",
        "\"VpcConfig\":{\"SubnetIds\":[\"net\"]} | Value '[net]' at 'vpcConfig.subnetIds' failed to"
            + " satisfy constraint: Member must satisfy constraint: [Member must have length less"
            + " than or equal to 1024, Member must have length greater than or equal to 0, Member"
            + " must satisfy regular expression pattern: subnet-[0-9a-z]*, Member must not be null]",
      })
  void oneBrokenConstraintIsToldInAwsWords(String member, String message) {
    Decoded<?> decoded =
        Calls.lambda(
            "POST",
            "/2015-03-31/functions",
            null,
            "{\"FunctionName\":\"f\"," + REST + "," + member + "}");

    Rejection rejection = Calls.rejection(decoded);

    assertThat(rejection.code()).isEqualTo("ValidationException");
    assertThat(rejection.message()).isEqualTo("1 validation error detected: " + message);
  }

  @Test
  void severalAreCountedAndJoined() {
    Decoded<?> decoded =
        Calls.lambda("POST", "/2015-03-31/functions", null, "{\"FunctionName\":\"f\"}");

    assertThat(Calls.rejection(decoded).message())
        .isEqualTo(
            "2 validation errors detected: Value null at 'role' failed to satisfy constraint:"
                + " Member must not be null; Value null at 'code' failed to satisfy constraint:"
                + " Member must not be null");
  }

  private static Decoded<?> create(String name) {
    String body = "{\"FunctionName\":\"" + name + "\"," + REST + "}";
    return Calls.lambda("POST", "/2015-03-31/functions", null, body);
  }

  @Test
  void mapsTellOfTheirKeysAndValues() {
    String body =
        "{\"FunctionName\":\"f\"," + REST + ",\"Tags\":{\"" + "k".repeat(129) + "\":\"v\"}}";

    Decoded<?> decoded = Calls.lambda("POST", "/2015-03-31/functions", null, body);

    assertThat(Calls.rejection(decoded).message())
        .startsWith("1 validation error detected: Value '{kkk")
        .contains(
            "' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member"
                + " must have length less than or equal to 128");
  }

  @Test
  void secretsAreNotQuoted() {
    String body =
        "{\"FunctionName\":\"f\","
            + REST
            + ",\"Environment\":{\"Variables\":{\"1secret\":\"hidden\"}}}";

    Decoded<?> decoded = Calls.lambda("POST", "/2015-03-31/functions", null, body);

    assertThat(Calls.rejection(decoded).message())
        .startsWith("1 validation error detected: Value at 'environment.variables' failed")
        .doesNotContain("secret", "hidden");
  }

  @Test
  void longValuesAreCutInMessages() {
    Decoded<?> decoded = create("n".repeat(1_000_000));

    assertThat(Calls.rejection(decoded).message()).hasSizeLessThan(4_000);
  }

  @Test
  void countlessViolationsAreToldUpToABound() {
    String many = "\"x\",".repeat(10_000) + "\"x\"";

    Decoded<?> decoded =
        Calls.logs(Logs.DESCRIBE_LOG_GROUPS, "{\"accountIdentifiers\":[" + many + "]}");

    assertThat(Calls.rejection(decoded).fields()).hasSizeLessThanOrEqualTo(Checks.MAX_VIOLATIONS);
  }

  @Test
  void queryAndPathMembersAreCheckedToo() {
    Decoded<?> limit = Calls.lambda("GET", "/2015-03-31/functions", "MaxItems=10001", "");
    Decoded<?> name = Calls.lambda("GET", "/2015-03-31/functions/a%20b", null, "");

    assertThat(Calls.rejection(limit).message())
        .contains("Value '10001' at 'maxItems'", "less than or equal to 10000");
    assertThat(Calls.rejection(name).message()).contains("Value 'a b' at 'functionName'");
  }

  @Test
  void jsonServicesUseTheSameWords() {
    Decoded<?> decoded = Calls.logs(Logs.GET_LOG_EVENTS, "{\"logGroupName\":\"bad name\"}");

    assertThat(Calls.rejection(decoded).code()).isEqualTo("InvalidParameterException");
    assertThat(Calls.rejection(decoded).message())
        .isEqualTo(
            "2 validation errors detected: Value 'bad name' at 'logGroupName' failed to satisfy"
                + " constraint: Member must satisfy regular expression pattern:"
                + " [\\.\\-_/#A-Za-z0-9]+; Value null at 'logStreamName' failed to satisfy"
                + " constraint: Member must not be null");
  }
}
