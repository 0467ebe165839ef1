package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.wire.sign.Credentials;
import dev.martlet.wire.sign.Signer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody gets in without a signature, and each failure has AWS's code. */
class SignatureIT {
  private static final byte[] NOTHING = {};

  @TempDir static Path folder;
  private static Platform platform;
  private static Api api;
  private static URI list = URI.create("/");

  @BeforeAll
  static void start() {
    platform = Platform.start(folder.resolve("data"));
    api = platform.api();
    list = api.endpoint().resolve("/2015-03-31/functions/");
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  private record Bad(String what, Signer signer, Instant when, String code, String says) {}

  @TestFactory
  List<DynamicTest> aBadSignatureIsRefusedWithItsCode() {
    Credentials keys = api.keys();
    Credentials guess = Credentials.of(keys.accessKeyId(), "guess");
    Credentials stranger = Credentials.of("AKIAIOSFODNN7EXAMPLE", keys.secretAccessKey());
    Instant now = Instant.now();
    return List.of(
            new Bad("secret", signer(guess, "us-east-1"), now, "InvalidSignatureException", ""),
            new Bad(
                "key",
                signer(stranger, "us-east-1"),
                now,
                "UnrecognizedClientException",
                "security token"),
            new Bad(
                "clock, late",
                signer(keys, "us-east-1"),
                now.minusSeconds(3600),
                "InvalidSignatureException",
                "expired"),
            new Bad(
                "clock, early",
                signer(keys, "us-east-1"),
                now.plusSeconds(3600),
                "InvalidSignatureException",
                "not yet current"),
            new Bad("region", signer(keys, "eu-west-1"), now, "", "us-east-1"),
            new Bad("service", new Signer(keys, "us-east-1", "ec2"), now, "", ""))
        .stream()
        .map(bad -> DynamicTest.dynamicTest(bad.what(), () -> refused(bad)))
        .toList();
  }

  private static void refused(Bad bad) {
    Reply reply =
        api.unsigned(
            "GET", list, NOTHING, bad.signer().sign("GET", list, Map.of(), NOTHING, bad.when()));
    assertThat(reply.status()).as(reply.toString()).isBetween(400, 404);
    if (!bad.code().isEmpty()) {
      assertThat(reply.errorCode()).isEqualTo(bad.code());
    }
    assertThat(reply.body()).contains(bad.says());
  }

  private static Signer signer(Credentials keys, String region) {
    return new Signer(keys, region, "lambda");
  }

  private static final Map<Language, Map<String, String>> TELLING =
      Map.of(
          Language.PYTHON,
          Map.of("main.py", "import os\ndef handler(event, context):\n  return dict(os.environ)\n"),
          Language.NODE,
          Map.of("main.mjs", "export const handler = async () => process.env;\n"));

  @ParameterizedTest
  @EnumSource
  void aFunctionsCredentialsAreKnownAndAllowNothing(Language language) throws IOException {
    String name = "telling-" + language;
    Map<String, String> files = TELLING.getOrDefault(language, Map.of());
    assertThat(api.create(name, language.runtime(api), language.handler(), files).status())
        .isEqualTo(201);
    assertThat(api.settled(name).member("State")).isEqualTo("Active");
    Reply told = api.invoke(name, "{}");
    Credentials role =
        new Credentials(
            told.member("AWS_ACCESS_KEY_ID"),
            told.member("AWS_SECRET_ACCESS_KEY"),
            told.member("AWS_SESSION_TOKEN"));
    URI presigned =
        signer(role, "us-east-1").presign("GET", list, Duration.ofMinutes(1), Instant.now());
    Map<String, String> signed =
        signer(role, "us-east-1").sign("GET", list, Map.of(), NOTHING, Instant.now());
    for (Reply reply :
        List.of(
            api.unsigned("GET", list, NOTHING, signed),
            api.unsigned("GET", presigned, NOTHING, Map.of()))) {
      assertThat(reply.errorCode()).isEqualTo("AccessDeniedException");
      assertThat(reply.body())
          .contains("User: arn:aws:sts::000000000000:assumed-role/any/" + name + " is not");
    }
    assertThat(Files.readString(Platform.log(platform.data())))
        .doesNotContain(told.member("AWS_SECRET_ACCESS_KEY"), told.member("AWS_SESSION_TOKEN"));
  }

  @Test
  void aCallWithoutASignatureIsRefused() {
    Reply reply = api.unsigned("GET", list, NOTHING, Map.of());
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.errorCode()).isEqualTo("MissingAuthenticationTokenException");
  }

  @Test
  void aBodyOtherThanTheSignedOneIsRefused() {
    URI uri = api.endpoint().resolve("/2015-03-31/functions/any/invocations");
    Map<String, String> headers =
        signer(api.keys(), "us-east-1")
            .sign("POST", uri, Map.of(), new byte[] {'1'}, Instant.now());
    Reply reply = api.unsigned("POST", uri, new byte[] {'2'}, headers);
    assertThat(reply.status()).isBetween(400, 403);
  }

  @Test
  void aPresignedUrlNeedsNothingElse() {
    URI presigned =
        signer(api.keys(), "us-east-1").presign("GET", list, Duration.ofMinutes(1), Instant.now());
    assertThat(api.unsigned("GET", presigned, NOTHING, Map.of()).status()).isEqualTo(200);
    URI late =
        signer(api.keys(), "us-east-1")
            .presign("GET", list, Duration.ofMinutes(1), Instant.now().minusSeconds(120));
    assertThat(api.unsigned("GET", late, NOTHING, Map.of()).status()).isBetween(400, 403);
  }

  @Test
  void aFunctionsCodeIsBehindASignedUrl() {
    Language.NODE.create(api, "download", "");
    URI location = URI.create(api.function("download").member("Location"));
    assertThat(location.getPath()).startsWith("/_martlet/code/");
    assertThat(api.unsigned("GET", location, NOTHING, Map.of()).status()).isEqualTo(200);
    URI bare = api.endpoint().resolve(location.getPath());
    assertThat(api.unsigned("GET", bare, NOTHING, Map.of()).status()).isBetween(400, 403);
  }

  @Test
  void healthTellsStrangersNoDetails() {
    URI health = api.endpoint().resolve("/_martlet/health");
    Reply stranger = api.unsigned("GET", health, NOTHING, Map.of());
    assertThat(stranger.status()).isEqualTo(200);
    assertThat(stranger.body()).isEqualToIgnoringWhitespace("{\"status\":\"ok\"}");
    assertThat(api.health().body()).contains("\"isolation\"", "\"version\"");
    URI runtimes = api.endpoint().resolve("/_martlet/runtimes");
    assertThat(api.unsigned("GET", runtimes, NOTHING, Map.of()).status()).isBetween(400, 403);
  }

  @Test
  void theDeveloperModeTakesAnyCredentials() {
    try (Platform open = Platform.start(folder.resolve("open"), "--dev")) {
      URI functions = open.api().endpoint().resolve("/2015-03-31/functions/");
      Map<String, String> headers =
          signer(Credentials.of("test", "test"), "us-east-1")
              .sign("GET", functions, Map.of(), NOTHING, Instant.now());
      assertThat(open.api().unsigned("GET", functions, NOTHING, headers).status()).isEqualTo(200);
      assertThat(
              open.api()
                  .unsigned("GET", functions, NOTHING, Map.of("Origin", "https://example.org"))
                  .status())
          .isEqualTo(403);
      assertThat(open.output()).contains("--dev: ANY credentials are accepted");
      assertThat(open.api().health().body()).contains("--dev: ANY credentials are accepted");
    }
  }
}
