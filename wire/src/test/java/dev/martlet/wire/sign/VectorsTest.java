package dev.martlet.wire.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.wire.sign.Verification.Reason;
import dev.martlet.wire.sign.Verification.Refused;
import dev.martlet.wire.sign.Verification.Verified;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class VectorsTest {
  static Verification verify(Vectors vector, Sent request, Instant now) throws IOException {
    Credentials credentials = vector.credentials();
    KeyRing keys =
        (id, token) ->
            id.equals(credentials.accessKeyId())
                    && Objects.equals(token, credentials.sessionToken())
                ? new KeyRing.Known(credentials)
                : new KeyRing.Unknown();
    Payload body = digest -> digest.update(request.body().getBytes(StandardCharsets.ISO_8859_1));
    return new Verifier(keys).verify(Presented.of(request), request, body, now);
  }

  @TestFactory
  Stream<DynamicTest> whatAwsLibrarySignedIsVerified() throws IOException {
    return Vectors.all().stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.name(),
                    () ->
                        assertThat(verify(vector, vector.request(), Vectors.SIGNED_AT))
                            .isInstanceOf(Verified.class)));
  }

  /** One change to a signed request, and what the verifier says to it. */
  record Change(
      String name, String vector, String now, Sent request, Reason reason, String message) {}

  @TestFactory
  Stream<DynamicTest> everyChangeIsRefusedInTheWordsOfAws() throws IOException {
    return changes().stream()
        .map(
            change ->
                DynamicTest.dynamicTest(
                    change.name(),
                    () ->
                        assertThat(
                                verify(
                                    Vectors.named(change.vector()),
                                    change.request(),
                                    Instant.parse(change.now())))
                            .isEqualTo(new Refused(change.reason(), change.message()))));
  }

  private static List<Change> changes() throws IOException {
    return Stream.of(incomplete(), forged(), inPlacesAndTimes(), inQueries())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Change> incomplete() throws IOException {
    Sent get = Vectors.named("get-vanilla").request();
    String header = "Authorization header requires ";
    return List.of(
        at(
            "no signature",
            get.without("authorization"),
            Reason.MISSING,
            "Missing Authentication Token"),
        at(
            "another scheme",
            get.with("authorization", "Bearer x"),
            Reason.INCOMPLETE,
            "Unsupported AWS 'algorithm': 'Bearer'."),
        at(
            "nothing but the algorithm",
            get.with("authorization", "AWS4-HMAC-SHA256"),
            Reason.INCOMPLETE,
            header
                + "'Credential' parameter. "
                + header
                + "'Signature' parameter. "
                + header
                + "'SignedHeaders' parameter."),
        at(
            "no equal sign",
            get.with("authorization", "AWS4-HMAC-SHA256 Credential"),
            Reason.INCOMPLETE,
            "'Credential' not a valid key=value pair (missing equal-sign) in Authorization header."),
        at(
            "no date",
            get.without("x-amz-date"),
            Reason.INCOMPLETE,
            header + "existence of either a 'X-Amz-Date' or a 'Date' header."),
        at(
            "a date in another form",
            get.with("x-amz-date", "2015-08-30"),
            Reason.INCOMPLETE,
            "Date must be in ISO-8601 'basic format'. Got '2015-08-30'. See http://en.wikipedia.org/wiki/ISO_8601"),
        at(
            "a short credential",
            get.authorized("/aws4_request", ""),
            Reason.INCOMPLETE,
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIDEXAMPLE/20150830/us-east-1/service'"),
        at(
            "another terminator",
            get.authorized("aws4_request", "aws5"),
            Reason.INCOMPLETE,
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'."),
        at(
            "an unsigned host",
            get.authorized("host;", ""),
            Reason.INCOMPLETE,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."));
  }

  private static List<Change> forged() throws IOException {
    Sent get = Vectors.named("get-vanilla").request();
    Sent arn = Vectors.named("path-function-arn").request();
    Sent put = Vectors.named("s3-put").request();
    return List.of(
        at(
            "another key",
            get.authorized("AKIDEXAMPLE", "AKIDOTHER"),
            Reason.UNKNOWN_KEY,
            "The security token included in the request is invalid."),
        at(
            "a token that nobody gave",
            get.with("x-amz-security-token", "x"),
            Reason.UNKNOWN_KEY,
            "The security token included in the request is invalid."),
        at(
            "a changed signature",
            get.authorized("Signature=5f", "Signature=5e"),
            Reason.MISMATCH,
            Verifier.MISMATCH),
        at(
            "a short signature",
            get.authorized("Signature=5f", "Signature="),
            Reason.MISMATCH,
            Verifier.MISMATCH),
        at("a changed host", get.with("host", "elsewhere"), Reason.MISMATCH, Verifier.MISMATCH),
        at("a changed path", get.to("/other"), Reason.MISMATCH, Verifier.MISMATCH),
        at("a changed body", get.withBody("x"), Reason.MISMATCH, Verifier.MISMATCH),
        new Change(
            "an ARN sent unescaped",
            "path-function-arn",
            "2015-08-30T12:36:00Z",
            arn.to(arn.rawPath().replace("%3A", ":")),
            Reason.MISMATCH,
            Verifier.MISMATCH),
        new Change(
            "a body that is not the signed one",
            "s3-put",
            "2015-08-30T12:36:00Z",
            put.withBody("hallo"),
            Reason.BODY_MISMATCH,
            "The provided 'x-amz-content-sha256' header does not match what was computed."),
        new Change(
            "a chunk-signed body",
            "s3-put",
            "2015-08-30T12:36:00Z",
            put.with("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
            Reason.INCOMPLETE,
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, or a valid sha256 value."));
  }

  private static List<Change> inPlacesAndTimes() throws IOException {
    Sent get = Vectors.named("get-vanilla").request();
    Sent put = Vectors.named("s3-put").request();
    return List.of(
        at(
            "another region",
            get.authorized("us-east-1", "eu-west-1"),
            Reason.MISMATCH,
            Verifier.MISMATCH),
        at(
            "another day",
            get.authorized("20150830", "20150831"),
            Reason.WRONG_SCOPE,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP:"
                + " '20150831' != '20150830', from '20150830T123600Z'."),
        new Change(
            "six minutes late",
            "get-vanilla",
            "2015-08-30T12:42:00Z",
            get,
            Reason.EXPIRED,
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123700Z (20150830T124200Z - 5 min.)"),
        new Change(
            "six minutes early",
            "get-vanilla",
            "2015-08-30T12:30:00Z",
            get,
            Reason.EXPIRED,
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123500Z (20150830T123000Z + 5 min.)"),
        new Change(
            "sixteen minutes late for S3",
            "s3-put",
            "2015-08-30T12:52:00Z",
            put,
            Reason.EXPIRED,
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123700Z (20150830T125200Z - 15 min.)"));
  }

  private static List<Change> inQueries() throws IOException {
    Sent link = Vectors.named("presigned").request();
    return List.of(
        presigned(
            "an expired link",
            "2015-08-30T13:36:01Z",
            link,
            Reason.EXPIRED,
            "Signature expired: 20150830T133600Z is now earlier than 20150830T133601Z"),
        presigned(
            "a link from the future",
            "2015-08-30T12:30:00Z",
            link,
            Reason.EXPIRED,
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123500Z (20150830T123000Z + 5 min.)"),
        presigned(
            "a prolonged link",
            "2015-08-30T12:36:00Z",
            link.asking("Expires=3600", "Expires=7200"),
            Reason.MISMATCH,
            Verifier.MISMATCH),
        presigned(
            "a link for more than a week",
            "2015-08-30T12:36:00Z",
            link.asking("Expires=3600", "Expires=604801"),
            Reason.INCOMPLETE,
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds"),
        presigned(
            "a link for less than nothing",
            "2015-08-30T12:36:00Z",
            link.asking("Expires=3600", "Expires=-1"),
            Reason.INCOMPLETE,
            "X-Amz-Expires must be a number of seconds between 0 and 604800."),
        presigned(
            "a link with another parameter",
            "2015-08-30T12:36:00Z",
            link.asking("name=square", "name=cube"),
            Reason.MISMATCH,
            Verifier.MISMATCH),
        presigned(
            "a link without its date",
            "2015-08-30T12:36:00Z",
            link.asking("X-Amz-Date", "X-Amz-Day"),
            Reason.INCOMPLETE,
            "AWS query-string requires existence of either a 'X-Amz-Date' or a 'Date' header."),
        presigned(
            "a link without its algorithm",
            "2015-08-30T12:36:00Z",
            link.asking("X-Amz-Algorithm", "X-Amz-A"),
            Reason.INCOMPLETE,
            "AWS query-string parameters must include 'X-Amz-Algorithm'."));
  }

  private static Change at(String name, Sent request, Reason reason, String message) {
    return new Change(name, "get-vanilla", "2015-08-30T12:36:00Z", request, reason, message);
  }

  private static Change presigned(
      String name, String now, Sent request, Reason reason, String message) {
    return new Change(name, "presigned", now, request, reason, message);
  }
}
