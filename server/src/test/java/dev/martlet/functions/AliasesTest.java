package dev.martlet.functions;

import static dev.martlet.functions.Workshop.arn;
import static dev.martlet.functions.Workshop.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.dispatch.FunctionCatalog.Found;
import dev.martlet.dispatch.FunctionCatalog.NotReady;
import dev.martlet.model.Digest;
import dev.martlet.model.ServiceError;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.lambda.AliasConfiguration;
import dev.martlet.wire.shape.lambda.AliasRoutingConfiguration;
import dev.martlet.wire.shape.lambda.CreateAliasRequest;
import dev.martlet.wire.shape.lambda.DeleteAliasRequest;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.GetAliasRequest;
import dev.martlet.wire.shape.lambda.GetFunctionConfigurationRequest;
import dev.martlet.wire.shape.lambda.ListAliasesRequest;
import dev.martlet.wire.shape.lambda.ListAliasesResponse;
import dev.martlet.wire.shape.lambda.PublishVersionRequest;
import dev.martlet.wire.shape.lambda.UpdateAliasRequest;
import dev.martlet.wire.shape.lambda.UpdateFunctionCodeRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AliasesTest {
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:square";

  @TempDir private Path data;
  private Interposed store;
  private Workshop workshop;

  /** Versions 1 and 2, and {@code live} that leads to 1. */
  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(data, Interposed::new);
    store = (Interposed) workshop.records;
    workshop.active("square");
    publish(10);
    publish(11);
    create("live", "1");
  }

  @AfterEach
  void close() throws IOException {
    workshop.close();
  }

  @Test
  void anAliasLeadsToItsVersionAndIsMoved() {
    AliasConfiguration made = get("live");
    assertThat(made.aliasArn()).isEqualTo(ARN + ":live");
    assertThat(made.description()).isEmpty();
    assertThat(leadsTo("live")).isEqualTo("1");
    workshop.configure("square", 12);

    AliasConfiguration moved = update(request -> request.functionVersion("2"));
    workshop.background.work();

    assertThat(moved.revisionId()).isNotEqualTo(made.revisionId());
    assertThat(get("live")).as("after the update that was in progress").isEqualTo(moved);
    assertThat(leadsTo("live")).isEqualTo("2");
    FunctionConfiguration shown =
        workshop.operations.configuration(
            call(), new GetFunctionConfigurationRequest("square", "live"));
    assertThat(shown.functionArn()).isEqualTo(ARN + ":live");
    assertThat(shown.version()).isEqualTo("2");
  }

  @Test
  void invocationsAreDividedByWeight() {
    update(request -> request.routingConfig(weights(Map.of("2", 0.25))));

    workshop.random = 0.2499;
    assertThat(leadsTo("live")).isEqualTo("2");
    workshop.random = 0.25;
    assertThat(leadsTo("live")).isEqualTo("1");

    update(request -> request.description("both"));
    assertThat(get("live").routingConfig()).as("kept").isEqualTo(weights(Map.of("2", 0.25)));
    update(request -> request.routingConfig(weights(Map.of())));
    workshop.random = 0;
    assertThat(leadsTo("live")).isEqualTo("1");
  }

  @Test
  void aliasesAreThereAfterAStart() throws IOException {
    AliasConfiguration divided =
        update(request -> request.routingConfig(weights(Map.of("2", 1.0))).description("both"));
    workshop.close();

    workshop = new Workshop(data, Interposed::new);

    assertThat(get("live")).isEqualTo(divided);
  }

  @Test
  void aVersionThatAnAliasLeadsToIsNotDeleted() {
    create("next", "2");
    update(request -> request.routingConfig(weights(Map.of("2", 0.1))));

    ServiceError error =
        catchThrowableOfType(ServiceError.class, () -> workshop.deleteVersion("square", "2"));

    assertThat(error.code()).isEqualTo("ResourceConflictException");
    assertThat(error)
        .hasMessage(
            "Unable to delete version because the following aliases reference it: [live, next]");
  }

  @Test
  void ofAnAliasAndTheDeletionOfItsVersionTheFirstWins() {
    store.beforeNextCommit(() -> workshop.deleteVersion("square", "2"));
    assertThat(catchThrowableOfType(ServiceError.class, () -> create("next", "2")))
        .hasMessage("Function not found: " + ARN + ":2");

    deleteAlias("live");
    store.beforeNextCommit(() -> create("live", "1"));
    assertThat(
            catchThrowableOfType(ServiceError.class, () -> workshop.deleteVersion("square", "1")))
        .hasMessageContaining("[live]");
    assertThat(leadsTo("live")).isEqualTo("1");
  }

  @Test
  void noCallFailsWhileAnAliasIsMovedAndItsOldVersionDeleted() throws Exception {
    AtomicBoolean moving = new AtomicBoolean(true);
    FutureTask<Integer> caller =
        new FutureTask<>(
            () -> {
              int calls = 0;
              while (moving.get() || calls == 0) {
                assertThat(workshop.functions.resolve(arn("square"), "live"))
                    .isInstanceOf(Found.class);
                calls++;
              }
              return calls;
            });
    Thread.ofPlatform().start(caller);
    for (int timeout = 20; timeout < 60; timeout++) {
      String next = publish(timeout);
      String before = Objects.requireNonNull(get("live").functionVersion());
      update(request -> request.functionVersion(next));
      workshop.deleteVersion("square", before);
    }
    moving.set(false);

    assertThat(caller.get()).isPositive();
  }

  @Test
  void aVersionIsReadyBeforeAnAliasLeadsToIt() {
    String next = code(Workshop.OTHER_ZIP);
    assertThat(workshop.functions.resolve(arn("square"), next)).isInstanceOf(NotReady.class);

    update(request -> request.functionVersion(next));

    assertThat(leadsTo("live")).isEqualTo(next);
    assertThat(workshop.background.waiting()).as("left to the background").isPositive();
  }

  @Test
  void aVersionThatCannotRunIsRefused() throws IOException {
    String next = code(Workshop.OTHER_ZIP);
    Digest archive = CodeIntake.tryOut(Workshop.OTHER_ZIP).digest();
    workshop.lose(archive);

    assertThat(
            catchThrowableOfType(
                ServiceError.class, () -> update(request -> request.functionVersion(next))))
        .hasMessageContaining("following state: Failed");
    assertThat(leadsTo("live")).isEqualTo("1");
  }

  @Test
  void aFunctionHasABoundedNumberOfAliases() {
    for (int more = 1; more < Aliases.MOST; more++) {
      create("alias-" + more, "1");
    }

    ServiceError error = catchThrowableOfType(ServiceError.class, () -> create("more", "1"));

    assertThat(error.code()).isEqualTo("AliasLimitExceededException");
  }

  @Test
  void aliasesAreListedPageByPageAndDeletedOnce() {
    create("a", "2");
    create("b", "2");

    ListAliasesResponse first = list(null, null, 2);

    assertThat(names(first)).containsExactly("a", "b");
    assertThat(names(list(first.nextMarker(), null, 2))).containsExactly("live");
    assertThat(names(list(null, "1", null))).containsExactly("live");
    deleteAlias("live");
    deleteAlias("live");
    assertThat(names(list(null, null, null))).containsExactly("a", "b");
  }

  static List<Bad<AliasesTest>> bad() {
    return List.of(
        new Bad<>(
            "a name that is taken",
            it -> it.create("live", "2"),
            "ResourceConflictException",
            "Alias already exists: " + ARN + ":live"),
        new Bad<>(
            "a version that is not there",
            it -> it.create("next", "7"),
            "ResourceNotFoundException",
            "Function not found: " + ARN + ":7"),
        new Bad<>(
            "an alias that is not there",
            it -> it.get("next"),
            "ResourceNotFoundException",
            "Cannot find alias arn: " + ARN + ":next"),
        new Bad<>(
            "another revision",
            it -> it.update(request -> request.revisionId("other")),
            "PreconditionFailedException",
            "does not match the latest Revision Id"),
        new Bad<>(
            "three versions",
            it -> it.update(r -> r.routingConfig(weights(Map.of("1", 0.1, "2", 0.1)))),
            "InvalidParameterValueException",
            "Number of items in AdditionalVersionWeights cannot be greater than 1"),
        new Bad<>(
            "no weight",
            it -> it.update(r -> r.routingConfig(weights(Map.of("2", Double.NaN)))),
            "InvalidParameterValueException",
            "NaN is no weight"),
        new Bad<>(
            "a version of it",
            it -> it.create("square:1", "next", "1"),
            "InvalidParameterValueException",
            "This operation is permitted on Lambda functions only."),
        new Bad<>(
            "the same version twice",
            it -> it.update(r -> r.routingConfig(weights(Map.of("1", 0.1)))),
            "InvalidParameterValueException",
            "is already included in routing configuration."),
        new Bad<>(
            "$LATEST and another",
            it ->
                it.update(
                    r -> r.functionVersion("$LATEST").routingConfig(weights(Map.of("2", 0.1)))),
            "InvalidParameterValueException",
            "$LATEST is not supported for an alias pointing to more than 1 version"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void whatCannotBeDoneIsRefusedInAwsWords(Bad<AliasesTest> bad) {
    AliasConfiguration live = get("live");

    bad.isGivenTo(this);

    assertThat(list(null, null, null).aliases()).containsExactly(live);
  }

  private String publish(int timeout) {
    workshop.configure("square", timeout);
    workshop.background.work();
    return Objects.requireNonNull(
        workshop
            .operations
            .publish(call(), PublishVersionRequest.builder().functionName("square").build())
            .version());
  }

  /** Publishes other code, which is not ready then. */
  private String code(Blob archive) {
    return Objects.requireNonNull(
        workshop
            .operations
            .updateCode(
                call(),
                UpdateFunctionCodeRequest.builder()
                    .functionName("square")
                    .zipFile(archive)
                    .publish(true)
                    .build())
            .version());
  }

  private void create(String name, String version) {
    create("square", name, version);
  }

  private void create(String function, String name, String version) {
    var _ =
        workshop.operations.createAlias(
            call(),
            CreateAliasRequest.builder()
                .functionName(function)
                .name(name)
                .functionVersion(version)
                .build());
  }

  private AliasConfiguration update(Consumer<UpdateAliasRequest.Builder> change) {
    UpdateAliasRequest.Builder request =
        UpdateAliasRequest.builder().functionName("square").name("live");
    change.accept(request);
    return workshop.operations.updateAlias(call(), request.build());
  }

  private AliasConfiguration get(String name) {
    return workshop.operations.getAlias(call(), new GetAliasRequest("square", name));
  }

  private ListAliasesResponse list(
      @Nullable String marker, @Nullable String version, @Nullable Integer max) {
    return workshop.operations.listAliases(
        call(),
        ListAliasesRequest.builder()
            .functionName("square")
            .functionVersion(version)
            .marker(marker)
            .maxItems(max)
            .build());
  }

  private static List<String> names(ListAliasesResponse page) {
    return Objects.requireNonNull(page.aliases()).stream()
        .map(alias -> Objects.requireNonNull(alias.name()))
        .toList();
  }

  private void deleteAlias(String name) {
    var _ = workshop.operations.deleteAlias(call(), new DeleteAliasRequest("square", name));
  }

  private String leadsTo(String qualifier) {
    return workshop.serving("square", qualifier).version();
  }

  private static AliasRoutingConfiguration weights(Map<String, Double> weights) {
    return new AliasRoutingConfiguration(weights);
  }
}
