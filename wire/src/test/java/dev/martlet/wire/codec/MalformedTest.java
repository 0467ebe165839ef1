package dev.martlet.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.lambda.Lambda;
import dev.martlet.wire.shape.logs.Logs;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a request is rejected, whatever it is. */
final class MalformedTest {
  private static final String CREATE = "/2015-03-31/functions";

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "nonsense", "{\"a\":}", "{} {}", "\u0000", "{\"FunctionName\":\"f\""})
  void textThatIsNotJsonIsASerializationError(String body) {
    Rejection rejection = Calls.rejection(Calls.lambda("POST", CREATE, null, body));

    assertThat(rejection.code()).isEqualTo("SerializationException");
    assertThat(rejection.message()).startsWith("Could not parse request body into json: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                       | Start of list found where not expected",
        "7                        | NUMBER_VALUE cannot be converted to CreateFunctionRequest",
        "{\"Timeout\":\"3\"}      | STRING_VALUE cannot be converted to Integer",
        "{\"Timeout\":3.5}        | DECIMAL_VALUE cannot be converted to Integer",
        "{\"Timeout\":3000000000} | 3000000000 cannot be converted to Integer",
        "{\"Publish\":\"true\"}   | STRING_VALUE cannot be converted to Boolean",
        "{\"Handler\":true}       | TRUE_VALUE cannot be converted to String",
        "{\"Layers\":{}}          | Start of structure or map found where not expected.",
        "{\"Layers\":[null]}      | A list may not hold null",
        "{\"Code\":[]}            | Start of list found where not expected",
      })
  void jsonOfAnotherShapeIsASerializationError(String body, String message) {
    Rejection rejection = Calls.rejection(Calls.lambda("POST", CREATE, null, body));

    assertThat(rejection.code()).isEqualTo("SerializationException");
    assertThat(rejection.message()).isEqualTo(message);
  }

  @Test
  void nestingHasABound() {
    String deep = "{\"unknown\":" + "[".repeat(100_000);

    Rejection rejection = Calls.rejection(Calls.lambda("POST", CREATE, null, deep));

    assertThat(rejection.code()).isEqualTo("SerializationException");
    assertThat(rejection.message())
        .isEqualTo("JSON may nest 128 levels deep, and a number may have 1000 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "{\"a\": [1,", "{\"a\": \"b", "{'a'}", "nul", "{\"a\": 01}", "\u0000"})
  void theParsersOwnNamesStayInside(String body) {
    Rejection rejection = Calls.rejection(Calls.lambda("POST", CREATE, null, body));

    assertThat(rejection.message()).doesNotContain("Source", "StreamRead", "Feature");
  }

  @Test
  void queriesHaveABound() {
    String query = "a=b&".repeat(Query.MAX_PARAMETERS + 1);

    Rejection rejection = Calls.rejection(Calls.lambda("GET", CREATE, query, ""));

    assertThat(rejection.code()).isEqualTo("SerializationException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"startTime\":1e999999999}", "{\"startTime\":9999999999999999999999999}"})
  void numbersBeyondTheirTypeAreRejected(String body) {
    Rejection rejection = Calls.rejection(Calls.logs(Logs.FILTER_LOG_EVENTS, body));

    assertThat(rejection.code()).isEqualTo("SerializationException");
  }

  @Test
  void garbageIsAlwaysAnsweredAndNeverAFailure() {
    long seed = 20261121;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    String good =
        "{\"FunctionName\":\"f\",\"Role\":\"arn:aws:iam::000000000000:role/r\",\"Code\":{\"ZipFile\":"
            + "\"UEsDBA==\"},\"Layers\":[\"a\"],\"Tags\":{\"k\":\"v\"},\"Timeout\":3,\"Publish\":true}";
    for (int round = 0; round < 20_000; round++) {
      byte[] body = good.getBytes(StandardCharsets.UTF_8);
      int wounds = 1 + random.nextInt(6);
      for (int wound = 0; wound < wounds; wound++) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(body.length) : body.length;
      WireRequest request =
          new WireRequest("POST", CREATE, null, HeaderList.EMPTY, Blob.adopt(body, 0, length));
      Decoded<?> decoded = Calls.lambda(request);
      if (decoded instanceof Decoded.Rejected<?>(Rejection rejection)) {
        assertThat(Lambda.API.error(rejection.code()).clientFault())
            .as("seed %d, round %d", seed, round)
            .isTrue();
      }
    }
  }

  @Test
  void garbageInHeadersQueriesAndPathsIsAlwaysAnswered() {
    long seed = 20261122;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Router router = new Router(Lambda.API);
    for (int round = 0; round < 20_000; round++) {
      String path = "/2015-03-31/functions/" + noise(random) + "/invocations";
      HeaderList headers =
          HeaderList.EMPTY
              .with("X-Amz-Invocation-Type", noise(random))
              .with("X-Amz-Log-Type", noise(random));
      WireRequest request = new WireRequest("POST", path, noise(random), headers, Blob.EMPTY);
      Router.Match match = router.route("POST", path, request.query());
      if (match != null && match.entry().operation() != null) {
        Decoded<?> decoded =
            Calls.REST.decodeRequest(match.entry().operation(), request, match.labels());
        assertThat(decoded).as("seed %d, round %d", seed, round).isNotNull();
      }
    }
  }

  private static String noise(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(24);
    for (int at = 0; at < length; at++) {
      text.append("%&=+/?#\u00e9\ud800aZ09 ,\"\\".charAt(random.nextInt(17)));
    }
    return text.toString();
  }
}
