package dev.martlet.functions;

import static dev.martlet.functions.Workshop.arn;
import static dev.martlet.functions.Workshop.call;
import static dev.martlet.functions.Workshop.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.dispatch.FunctionCatalog.NotFound;
import dev.martlet.model.FunctionVersion;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.GetFunctionRequest;
import dev.martlet.wire.shape.lambda.InvocationRequest;
import dev.martlet.wire.shape.lambda.ListFunctionsRequest;
import dev.martlet.wire.shape.lambda.ListVersionsByFunctionRequest;
import dev.martlet.wire.shape.lambda.ListVersionsByFunctionResponse;
import dev.martlet.wire.shape.lambda.PublishVersionRequest;
import dev.martlet.wire.shape.lambda.State;
import dev.martlet.wire.shape.lambda.UpdateFunctionCodeRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VersionsTest {
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:square";

  @TempDir private Path data;
  private Interposed store;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(data, Interposed::new);
    store = (Interposed) workshop.records;
  }

  @AfterEach
  void close() throws IOException {
    workshop.close();
  }

  @Test
  void aPublishedVersionStaysAsItIsWhateverBecomesOfTheFunction() {
    workshop.active("square");
    FunctionConfiguration published = publish();
    configure(11);
    code(Workshop.OTHER_ZIP, false);

    FunctionConfiguration shown = show("1");

    assertThat(published.version()).isEqualTo("1");
    assertThat(published.functionArn()).isEqualTo(ARN + ":1");
    assertThat(published.state()).isEqualTo(State.ACTIVE);
    assertThat(shown).isEqualTo(published);
    assertThat(shown.timeout()).isEqualTo(3);
    assertThat(serving("1").timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(serving("1").code()).isNotEqualTo(serving("$LATEST").code());
    assertThat(serving("1").version()).isEqualTo("1");
  }

  @Test
  void theSameCodeAndSettingsPublishNoNewVersion() {
    workshop.active("square");
    String first = publish(request -> request.description("the first")).revisionId();

    assertThat(publish().revisionId()).as("nothing changed").isEqualTo(first);
    code(Workshop.ZIP, false);
    assertThat(publish().version()).as("the same code again").isEqualTo("1");
    configure(11);
    assertThat(publish().version()).isEqualTo("2");
    configure(3);
    assertThat(publish().version()).as("only the last version counts").isEqualTo("3");
    workshop.deleteVersion("square", "3");
    assertThat(publish().version()).as("the last one is gone").isEqualTo("4");
  }

  @Test
  void aVersionHasItsOwnDescription() {
    workshop.active("square");

    publish(request -> request.description("the first"));

    assertThat(show("1").description()).isEqualTo("the first");
    assertThat(show("$LATEST").description()).isEmpty();
  }

  @Test
  void aCreationAndAnUpdateOfCodeMayPublish() {
    FunctionConfiguration created =
        workshop.operations.create(call(), request("square").publish(true).build());
    assertThat(created.version()).isEqualTo("1");
    assertThat(created.functionArn()).isEqualTo(ARN);
    assertThat(created.state()).isEqualTo(State.PENDING);
    workshop.background.work();
    assertThat(show("1").state()).isEqualTo(State.ACTIVE);

    FunctionConfiguration updated = code(Workshop.OTHER_ZIP, true);

    assertThat(updated.version()).isEqualTo("2");
    assertThat(updated.functionArn()).isEqualTo(ARN + ":2");
    assertThat(show("2").state()).isEqualTo(State.ACTIVE);
    assertThat(serving("2").code()).isEqualTo(serving("$LATEST").code());
    assertThat(code(Workshop.OTHER_ZIP, true).version()).as("the same again").isEqualTo("2");
  }

  @Test
  void whatIsPublishedIsThereAfterAStartAndItsCodeIsKept() throws IOException {
    workshop.operations.create(call(), request("square").publish(true).build());
    workshop.background.work();
    code(Workshop.OTHER_ZIP, true);
    configure(11);
    workshop.close();

    workshop = new Workshop(data, Interposed::new);
    workshop.operations.start();
    workshop.background.work();

    assertThat(versions(null, null)).containsExactly("$LATEST", "1", "2");
    for (String version : List.of("1", "2")) {
      String digest = serving(version).code().hex();
      assertThat(data.resolve("code").resolve(digest).resolve("index.py")).isRegularFile();
    }
    assertThat(publish().version()).as("the next number").isEqualTo("3");
  }

  @Test
  void versionsAreListedInOrderOfTheirNumbersPageByPage() {
    workshop.active("square");
    workshop.active("square-root");
    for (int timeout = 10; timeout <= 20; timeout++) {
      configure(timeout);
      publish();
    }

    ListVersionsByFunctionResponse first = page(null, 3);
    workshop.deleteVersion("square", "2"); // the very version that the marker stands for
    ListVersionsByFunctionResponse second = page(first.nextMarker(), 8);

    assertThat(numbers(first)).containsExactly("$LATEST", "1", "2");
    assertThat(numbers(second)).containsExactly("3", "4", "5", "6", "7", "8", "9", "10");
    assertThat(versions(second.nextMarker(), 8)).containsExactly("11");
    assertThat(Objects.requireNonNull(first.versions()))
        .extracting(FunctionConfiguration::functionArn)
        .containsExactly(ARN + ":$LATEST", ARN + ":1", ARN + ":2");
    assertThat(Objects.requireNonNull(first.versions()).getFirst().state()).isNull();
  }

  @Test
  void allVersionsOfAllFunctionsAreListedOnceAcrossPages() {
    workshop.active("square-root");
    workshop.active("square");
    publish();
    ListFunctionsRequest.Builder request =
        ListFunctionsRequest.builder()
            .functionVersion(dev.martlet.wire.shape.lambda.FunctionVersion.ALL)
            .maxItems(2);

    var first = workshop.operations.list(call(), request.build());
    var second = workshop.operations.list(call(), request.marker(first.nextMarker()).build());

    assertThat(
            Stream.of(first, second).flatMap(it -> Objects.requireNonNull(it.functions()).stream()))
        .extracting(FunctionConfiguration::functionArn)
        .containsExactlyInAnyOrder(ARN + ":$LATEST", ARN + ":1", ARN + "-root:$LATEST");
    assertThat(second.nextMarker()).isNull();
    assertThat(workshop.operations.list(call(), ListFunctionsRequest.builder().build()).functions())
        .hasSize(2);
  }

  @Test
  void anInvocationReachesTheVersionItNames() {
    workshop.active("square");
    publish();

    for (String name : List.of("square:1", "000000000000:square:1", ARN + ":1")) {
      invoke(name, null);
    }
    invoke("square", "1");
    invoke("square", null);

    assertThat(workshop.script.invocations)
        .extracting(it -> it.function().name() + " " + it.qualifier())
        .containsExactly("square 1", "square 1", "square 1", "square 1", "square $LATEST");
  }

  @Test
  void aVersionIsDeletedAloneAndAnAbsentOneIsAsGoodAsDeleted() {
    workshop.active("square");
    publish();
    configure(11);
    publish();

    workshop.deleteVersion("square", "1");
    workshop.deleteVersion("square", "1");

    assertThat(versions(null, null)).containsExactly("$LATEST", "2");
    assertThat(workshop.functions.resolve(arn("square"), "1"))
        .isEqualTo(new NotFound("Function not found: " + ARN + ":1"));
    assertThat(workshop.script.told).containsOnlyOnce("deleted square 1");
  }

  @Test
  void aFunctionIsDeletedWithAllItsVersions() {
    workshop.active("square");
    workshop.active("square-root");
    publish();
    store.beforeNextCommit(
        () -> {
          configure(11);
          publish();
        });

    workshop.delete("square");

    assertThat(workshop.functions.all().map(it -> it.id().toString()))
        .containsExactly(ARN + "-root:$LATEST");
  }

  @Test
  void aPublicationThatIsOvertakenTakesTheNextNumber() {
    workshop.active("square");
    store.beforeNextCommit(
        () -> {
          publish();
          configure(11);
        });

    assertThat(publish().version()).isEqualTo("2");
    assertThat(show("2").timeout()).isEqualTo(11);
  }

  @Test
  void theTagsOfAFunctionAreShownWithItsVersions() {
    workshop.operations.create(
        call(), request("square").tags(Map.of("team", "birds")).publish(true).build());

    assertThat(workshop.operations.get(call(), new GetFunctionRequest("square", "1")).tags())
        .containsEntry("team", "birds");
  }

  static List<Bad<VersionsTest>> bad() {
    return List.of(
        new Bad<>(
            "another revision",
            it -> it.publish(request -> request.revisionId("other")),
            "PreconditionFailedException",
            "does not match the latest Revision Id"),
        new Bad<>(
            "other code",
            it -> it.publish(request -> request.codeSha256("other")),
            "InvalidParameterValueException",
            "CodeSHA256 (other) is different from current CodeSHA256 in $LATEST ("),
        new Bad<>(
            "a version of a version",
            it -> it.publish(request -> request.functionName("square:1")),
            "InvalidParameterValueException",
            "This operation is permitted on Lambda functions only."),
        new Bad<>(
            "while it is being made",
            it -> {
              it.workshop.create("new");
              it.publish(request -> request.functionName("new"));
            },
            "ResourceConflictException",
            "following state: Pending"),
        new Bad<>(
            "nothing",
            it -> it.publish(request -> request.functionName("none")),
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:none"),
        new Bad<>(
            "deleting $LATEST",
            it -> it.workshop.deleteVersion("square", "$LATEST"),
            "InvalidParameterValueException",
            "$LATEST version cannot be deleted without deleting the function."),
        new Bad<>(
            "deleting by an alias",
            it -> it.workshop.deleteVersion("square", "live"),
            "InvalidParameterValueException",
            "Deletion of aliases is not currently supported."),
        new Bad<>(
            "a marker of another list",
            it -> it.page("Li4vLi4", null),
            "InvalidParameterValueException",
            "Marker"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void whatCannotBeDoneIsRefusedInAwsWords(Bad<VersionsTest> bad) {
    workshop.active("square");

    bad.isGivenTo(this);

    assertThat(versions(null, null)).containsExactly("$LATEST");
  }

  private FunctionConfiguration publish() {
    return publish(request -> {});
  }

  private FunctionConfiguration publish(Consumer<PublishVersionRequest.Builder> change) {
    PublishVersionRequest.Builder request = PublishVersionRequest.builder().functionName("square");
    change.accept(request);
    return workshop.operations.publish(call(), request.build());
  }

  private void configure(int timeout) {
    workshop.configure("square", timeout);
    workshop.background.work();
  }

  private FunctionConfiguration code(dev.martlet.wire.shape.Blob zip, boolean publish) {
    FunctionConfiguration answer =
        workshop.operations.updateCode(
            call(),
            UpdateFunctionCodeRequest.builder()
                .functionName("square")
                .zipFile(zip)
                .publish(publish)
                .build());
    workshop.background.work();
    return answer;
  }

  private FunctionConfiguration show(String version) {
    return workshop.operations.configuration(
        call(), new GetFunctionConfigurationRequest("square", version));
  }

  private FunctionVersion serving(String version) {
    return workshop.serving("square", version);
  }

  private void invoke(String name, @Nullable String qualifier) {
    var _ =
        workshop.operations.invoke(
            call(), InvocationRequest.builder().functionName(name).qualifier(qualifier).build());
  }

  private ListVersionsByFunctionResponse page(@Nullable String marker, @Nullable Integer max) {
    return workshop.operations.listVersions(
        call(),
        ListVersionsByFunctionRequest.builder()
            .functionName("square")
            .marker(marker)
            .maxItems(max)
            .build());
  }

  private List<String> versions(@Nullable String marker, @Nullable Integer max) {
    return numbers(page(marker, max));
  }

  private static List<String> numbers(ListVersionsByFunctionResponse page) {
    return Objects.requireNonNull(page.versions()).stream()
        .map(FunctionConfiguration::version)
        .toList();
  }
}
