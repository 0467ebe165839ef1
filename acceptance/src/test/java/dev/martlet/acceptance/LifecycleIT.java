package dev.martlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A function's life over the wire, without an SDK between. */
class LifecycleIT extends OnePlatform {
  @ParameterizedTest
  @EnumSource
  void aFunctionIsCreatedInvokedChangedAndDeleted(Language language) {
    String name = "life-" + language;
    Reply created =
        api.create(
            name, language.runtime(api), language.handler(), language.answering("{\"is\":1}"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.member("State")).isIn("Pending", "Active");
    assertThat(api.settled(name).member("State")).isEqualTo("Active");
    assertThat(api.invoke(name, "{}").body()).isEqualToIgnoringWhitespace("{\"is\":1}");

    Reply updated = api.updateCode(name, language.answering("{\"is\":2}"));
    assertThat(updated.status()).isEqualTo(200);
    assertThat(updated.member("CodeSha256")).isNotEqualTo(created.member("CodeSha256"));
    assertThat(api.settled(name).member("LastUpdateStatus")).isEqualTo("Successful");
    assertThat(api.invoke(name, "{}").body()).isEqualToIgnoringWhitespace("{\"is\":2}");

    assertThat(api.updateConfiguration(name, "{\"Timeout\":7,\"MemorySize\":256}").status())
        .isEqualTo(200);
    assertThat(api.settled(name).member("Timeout")).isEqualTo("7");

    assertThat(api.delete(name).status()).isEqualTo(204);
    assertThat(api.function(name).errorCode()).isEqualTo("ResourceNotFoundException");
    assertThat(api.invoke(name, "{}").status()).isEqualTo(404);
  }

  @Test
  void aPublishedVersionAnswersAsItDidAndIsDeletedAlone() {
    Language language = Language.PYTHON;
    api.create(
        "versions", language.runtime(api), language.handler(), language.answering("{\"is\":1}"));
    api.settled("versions");
    String path = "/2015-03-31/functions/versions";
    Reply published = api.publish("versions");
    assertThat(published.status()).isEqualTo(201);
    assertThat(published.member("Version")).isEqualTo("1");
    api.updateCode("versions", language.answering("{\"is\":2}"));
    api.settled("versions");

    Reply old = api.lambda("POST", path + "/invocations?Qualifier=1", "{}");
    assertThat(old.body()).isEqualToIgnoringWhitespace("{\"is\":1}");
    assertThat(old.header("x-amz-executed-version")).contains("1");
    Reply latest = api.invoke("versions", "{}");
    assertThat(latest.body()).isEqualToIgnoringWhitespace("{\"is\":2}");
    assertThat(latest.header("x-amz-executed-version")).contains("$LATEST");

    assertThat(api.lambda("DELETE", path + "?Qualifier=1", "").status()).isEqualTo(204);
    assertThat(api.lambda("POST", path + "/invocations?Qualifier=1", "{}").status()).isEqualTo(404);
    assertThat(api.versions("versions").body())
        .contains("function:versions:$LATEST")
        .doesNotContain("function:versions:1");
  }

  @ParameterizedTest
  @EnumSource
  void whatAFunctionPrintsIsInItsLog(Language language) {
    String name = "log-" + language;
    language.create(api, name, "");
    Reply reply = api.invokeWithTail(name, "{\"do\":\"print\",\"text\":\"seen by nobody else\"}");
    String id = reply.header("x-amzn-requestid").orElse("");
    assertThat(reply.header("tail").orElse(""))
        .contains("START RequestId: " + id + " Version: $LATEST")
        .contains("seen by nobody else")
        .contains("END RequestId: " + id)
        .contains("REPORT RequestId: " + id)
        .containsPattern("Duration: [0-9.]+ ms\\s+Billed Duration: \\d+ ms\\s+Memory Size: 128 MB")
        .containsPattern("Max Memory Used: \\d+ MB\\s+Init Duration: [0-9.]+ ms");

    String group = "/aws/lambda/" + name;
    Reply filtered =
        api.logs(
            "FilterLogEvents", "{\"logGroupName\":\"" + group + "\",\"filterPattern\":\"nobody\"}");
    assertThat(filtered.body()).contains("seen by nobody else").doesNotContain("REPORT");
    assertThat(api.logs("DescribeLogGroups", "{}").body()).contains(group);
    Reply streams = api.logs("DescribeLogStreams", "{\"logGroupName\":\"" + group + "\"}");
    Reply events =
        api.logs(
            "GetLogEvents",
            "{\"logGroupName\":\"%s\",\"logStreamName\":\"%s\",\"startFromHead\":true}"
                .formatted(group, streams.member("logStreamName")));
    assertThat(events.body()).contains("START RequestId", "seen by nobody else", "REPORT");
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionMayLogJsonIntoAGroupOfItsOwn(Language language) {
    String name = "json-" + language;
    String group = "/mine/" + name;
    language.create(
        api, name, "\"LoggingConfig\":{\"LogFormat\":\"JSON\",\"LogGroup\":\"" + group + "\"}");
    Reply reply = api.invokeWithTail(name, "{\"do\":\"count\"}");
    String id = reply.header("x-amzn-requestid").orElse("");
    assertThat(reply.header("tail").orElse(""))
        .contains("\"type\":\"platform.start\",\"record\":{\"requestId\":\"" + id)
        .contains("\"type\":\"platform.report\",\"record\":{\"requestId\":\"" + id)
        .doesNotContain("START RequestId", "REPORT RequestId");
    assertThat(api.logs("FilterLogEvents", "{\"logGroupName\":\"" + group + "\"}").body())
        .contains("platform.report");
    assertThat(api.log(name).member("__type")).isEqualTo("ResourceNotFoundException");
  }

  @Test
  void functionsAreListedInPagesWithStableMarkers() {
    for (String name : new String[] {"page-a", "page-b", "page-c"}) {
      Language.PYTHON.create(api, name, "");
    }
    StringBuilder names = new StringBuilder();
    String marker = "";
    do {
      Reply page =
          api.lambda(
              "GET",
              "/2015-03-31/functions?MaxItems=1"
                  + (marker.isEmpty()
                      ? ""
                      : "&Marker=" + URLEncoder.encode(marker, StandardCharsets.UTF_8)),
              "");
      assertThat(page.status()).isEqualTo(200);
      names.append(page.member("FunctionName")).append(' ');
      marker = page.member("NextMarker");
    } while (!marker.isEmpty() && !marker.equals("null"));
    assertThat(names).contains("page-a page-b page-c ");
  }

  @Test
  void aFunctionSurvivesARestart() {
    Path data = folder.resolve("restart");
    try (Platform first = Platform.start(data)) {
      Language.PYTHON.create(first.api(), "kept", "");
      assertThat(first.stop()).isZero();
    }
    try (Platform second = Platform.start(data)) {
      assertThat(second.api().invoke("kept", "{\"a\":1}").body())
          .isEqualToIgnoringWhitespace("{\"a\":1}");
    }
  }
}
