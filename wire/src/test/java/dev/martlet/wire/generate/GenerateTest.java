package dev.martlet.wire.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GenerateTest {
  private static final String MODEL =
      """
      {
        "metadata": {"protocol": "rest-json", "endpointPrefix": "zoo"},
        "operations": {
          "GetBird": {
            "http": {"method": "GET", "requestUri": "/birds/{Name}", "responseCode": 200},
            "input": "GetBirdRequest",
            "output": "Bird",
            "errors": ["NoSuchBird"]
          },
          "FreeBird": {"http": {"method": "DELETE", "requestUri": "/birds/{Name}", "responseCode": 204}}
        },
        "shapes": {
          "GetBirdRequest": {
            "type": "structure",
            "required": ["Name"],
            "members": {"Name": {"shape": "BirdName", "location": "uri"}}
          },
          "Bird": {
            "type": "structure",
            "members": {
              "Kind": {"shape": "BirdKind"},
              "Songs": {"shape": "Songs"},
              "Secret": {"shape": "Secret"},
              "Weight": {"shape": "Grams", "default": 30},
              "Flies": {"shape": "Flight"}
            }
          },
          "BirdName": {"type": "string", "min": 1, "max": 20, "pattern": "[a-z\\\\s]+"},
          "BirdKind": {"type": "string", "enum": ["martlet", "house-martin"]},
          "Songs": {"type": "list", "member": {"shape": "String"}, "max": 3},
          "Secret": {"type": "string", "sensitive": true},
          "Grams": {"type": "integer", "min": 1},
          "Flight": {
            "type": "structure",
            "union": true,
            "members": {"metres": {"shape": "Grams"}, "never": {"shape": "Boolean"}}
          },
          "NoSuchBird": {
            "type": "structure",
            "members": {"Message": {"shape": "String"}},
            "error": {"httpStatusCode": 404}
          },
          "String": {"type": "string"},
          "Boolean": {"type": "boolean"}
        }
      }
      """;

  private @TempDir @Nullable Path workspace;
  private Path models = Path.of("");
  private Path sources = Path.of("");

  @BeforeEach
  void writeModel() throws IOException {
    models = Files.createDirectory(Objects.requireNonNull(workspace).resolve("models"));
    sources = Objects.requireNonNull(workspace).resolve("sources");
    Files.writeString(models.resolve("zoo.json"), MODEL);
    Files.writeString(
        models.resolve("common.overlay.json"), "{\"errors\": {\"ValidationException\": 400}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bird",
        "BirdKind",
        "BirdShape",
        "Flight",
        "FlightShape",
        "Scalars",
        "Zoo",
        "ZooErrors"
      })
  void theSourcesAreTheKnownOnes(String type) throws IOException {
    Generate.run(models, sources);

    assertThat(source(type)).isEqualTo(golden(type));
  }

  private String source(String type) throws IOException {
    return Files.readString(file(type));
  }

  private Path file(String type) {
    return sources.resolve("dev/martlet/wire/shape/zoo/" + type + ".java");
  }

  private static String golden(String type) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(GenerateTest.class.getResourceAsStream("golden/" + type + ".txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatWouldNotChangeIsNotWritten() throws IOException {
    Generate.run(models, sources);
    FileTime past = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(file("Bird"), past);
    Files.setLastModifiedTime(file("Zoo"), past);
    Files.writeString(
        models.resolve("zoo.overlay.json"),
        "{\"operations\": {\"GetBird\": {\"action\": \"zoo:SeeBird\"}}}");

    Generate.run(models, sources);

    assertThat(Files.getLastModifiedTime(file("Bird"))).isEqualTo(past);
    assertThat(source("Zoo")).contains("\"zoo:SeeBird\"");
  }

  @Test
  void whatIsNoLongerGeneratedIsDeleted() throws IOException {
    Generate.run(models, sources);
    Path stale = Files.writeString(file("Dodo"), "class Dodo {}");

    Generate.run(models, sources);

    assertThat(stale).doesNotExist();
    assertThat(file("Bird")).exists();
  }

  @Test
  void overlaysReplaceSingleConstraints() {
    Map<String, Object> merged =
        Json.merge(
            Map.of("shapes", Map.of("Grams", Map.of("min", 1, "max", 9))),
            Map.of("shapes", Map.of("Grams", Map.of("max", 5))));

    assertThat(merged).isEqualTo(Map.of("shapes", Map.of("Grams", Map.of("min", 1, "max", 5))));
  }

  @ParameterizedTest
  @CsvSource({
    "FunctionName, functionName", "KMSKeyArn, kmsKeyArn", "S3Bucket, s3Bucket", "ARN, arn",
    "EC2ErrorCode, ec2ErrorCode", "message, message", "Default, defaultValue", "x-y, x_y",
  })
  void membersGetNamesOfJava(String member, String component) {
    assertThat(Names.component(member)).isEqualTo(component);
  }

  @ParameterizedTest
  @CsvSource({
    "GetFunction, GET_FUNCTION",
    "python3.13, PYTHON3_13",
    "nodejs4.3-edge, NODEJS4_3_EDGE",
    "PassThrough, PASS_THROUGH",
    "x86_64, X86_64",
    "1, _1",
    "FunctionError.InitTimeout," + " FUNCTION_ERROR_INIT_TIMEOUT",
  })
  void valuesGetNamesOfConstants(String value, String constant) {
    assertThat(Names.constant(value)).isEqualTo(constant);
  }
}
