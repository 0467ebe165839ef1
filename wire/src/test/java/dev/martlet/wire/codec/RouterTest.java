package dev.martlet.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.wire.shape.Api;
import dev.martlet.wire.shape.HttpBinding;
import dev.martlet.wire.shape.Service;
import dev.martlet.wire.shape.lambda.Lambda;
import dev.martlet.wire.shape.logs.Logs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouterTest {
  private final Router lambda = new Router(Lambda.API);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST   | /2015-03-31/functions                        |                   | CreateFunction",
        "GET    | /2015-03-31/functions                        | MaxItems=3        | ListFunctions",
        "GET    | /2015-03-31/functions/                       |                   | ListFunctions",
        "GET    | /2015-03-31/functions/f                      |                   | GetFunction",
        "DELETE | /2015-03-31/functions/f                      | Qualifier=1       | DeleteFunction",
        "POST   | /2015-03-31/functions/f/invocations          |                   | Invoke",
        "GET    | /2018-10-31/layers                           |                   | ListLayers",
        "GET    | /2018-10-31/layers                           | find=LayerVersion | GetLayerVersionByArn",
        "GET    | /2019-09-25/functions/f/event-invoke-config/list | | ListFunctionEventInvokeConfigs",
      })
  void pathMethodAndLiteralParametersNameTheOperation(
      String method, String path, @Nullable String query, String operation) {
    Router.Match match = found(lambda.route(method, path, query));

    assertThat(match.entry().name()).isEqualTo(operation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "",
        "nothing",
        "/2015-03-31",
        "/2015-03-31/functions//invocations",
        "/2015-03-31/functions/f/invocations/more",
        "/2015-03-31/functions/%zz",
        "/2015-03-31/functions/f%",
        "//"
      })
  void otherPathsAreNobodys(String path) {
    assertThat(lambda.route("POST", path, null)).isNull();
  }

  @Test
  void pathsOfThousandsOfSegmentsAreNobodys() {
    assertThat(lambda.route("GET", "/a".repeat(100_000), null)).isNull();
  }

  @Test
  void otherMethodsAreNobodys() {
    assertThat(lambda.route("PATCH", "/2015-03-31/functions/f", null)).isNull();
  }

  @Test
  void labelsAreDecodedAfterThePathIsSplit() {
    String arn = "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af%2Fg+h";

    Router.Match match = found(lambda.route("GET", "/2015-03-31/functions/" + arn, null));

    assertThat(match.labels())
        .containsExactly(
            Map.entry("FunctionName", "arn:aws:lambda:us-east-1:000000000000:function:f/g+h"));
  }

  @Test
  void greedyLabelsTakeTheRestOfThePath() {
    Router objects =
        new Router(
            new Api(
                new Service("s3", "s3", Service.Protocol.REST_JSON_1, null, "InvalidArgument"),
                List.of(
                    entry("GetObject", "/{Bucket}/{Key+}"),
                    entry("GetObjectAcl", "/{Bucket}/{Key+}?acl"),
                    entry("ListObjects", "/{Bucket}")),
                Map.of()));

    Router.Match object = found(objects.route("GET", "/b/folder/a%20file", null));
    Router.Match acl = found(objects.route("GET", "/b/folder/a%20file", "acl"));
    Router.Match listing = found(objects.route("GET", "/b", null));

    assertThat(object.entry().name()).isEqualTo("GetObject");
    assertThat(object.labels()).containsEntry("Key", "folder/a file").containsEntry("Bucket", "b");
    assertThat(acl.entry().name()).isEqualTo("GetObjectAcl");
    assertThat(listing.entry().name()).isEqualTo("ListObjects");
  }

  private static Router.Match found(Router.@Nullable Match match) {
    assertThat(match).isNotNull();
    return Objects.requireNonNull(match);
  }

  private static Api.Entry entry(String name, String uri) {
    return new Api.Entry(name, new HttpBinding("GET", uri, 200), "s3:" + name, null);
  }

  @Test
  void targetsNameTheOperationOfAJsonService() {
    Router logs = new Router(Logs.API);

    Router.Match match = found(logs.target("Logs_20140328.FilterLogEvents"));

    assertThat(match.entry().operation()).isSameAs(Logs.FILTER_LOG_EVENTS);
    assertThat(logs.target("Logs_20140328.Nothing")).isNull();
    assertThat(logs.target("Logs_20140328.PutLogEvents")).isNotNull();
  }
}
