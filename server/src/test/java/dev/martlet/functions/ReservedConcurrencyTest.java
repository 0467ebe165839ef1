package dev.martlet.functions;

import static dev.martlet.functions.Workshop.arn;
import static dev.martlet.functions.Workshop.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.dispatch.FunctionCatalog.Reserved;
import dev.martlet.model.ServiceError;
import dev.martlet.wire.shape.lambda.AccountLimit;
import dev.martlet.wire.shape.lambda.AccountUsage;
import dev.martlet.wire.shape.lambda.Concurrency;
import dev.martlet.wire.shape.lambda.DeleteFunctionConcurrencyRequest;
import dev.martlet.wire.shape.lambda.GetAccountSettingsRequest;
import dev.martlet.wire.shape.lambda.GetAccountSettingsResponse;
import dev.martlet.wire.shape.lambda.GetFunctionConcurrencyRequest;
import dev.martlet.wire.shape.lambda.GetFunctionRequest;
import dev.martlet.wire.shape.lambda.PublishVersionRequest;
import dev.martlet.wire.shape.lambda.PutFunctionConcurrencyRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The account of the workshop has 100, of which 10 cannot be reserved. */
class ReservedConcurrencyTest {
  @TempDir private Path data;
  private Interposed store;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(data, Interposed::new);
    store = (Interposed) workshop.records;
    workshop.active("a");
    workshop.active("b");
  }

  @AfterEach
  void close() throws IOException {
    workshop.close();
  }

  @Test
  void aReservationIsShownAndTheCatalogKnowsIt() {
    String revision = workshop.show("a").revisionId();
    assertThat(get("a")).isNull();
    assertThat(shown("a")).isNull();

    put("a", 30);
    put("b", 0);

    assertThat(get("a")).isEqualTo(30);
    assertThat(shown("a")).isEqualTo(new Concurrency(30));
    assertThat(shown("b")).isEqualTo(new Concurrency(0));
    assertThat(reserved("a")).isEqualTo(new Reserved(OptionalInt.of(30), 30));
    assertThat(reserved("c")).isEqualTo(new Reserved(OptionalInt.empty(), 30));
    assertThat(workshop.show("a").revisionId()).isEqualTo(revision);

    delete("a");
    delete("a");
    assertThat(get("a")).isNull();
    assertThat(reserved("a")).isEqualTo(new Reserved(OptionalInt.empty(), 0));
  }

  @Test
  void atLeastATenthStaysUnreserved() {
    put("a", 50);
    put("b", 40);

    refused("b", 41);
    put("a", 49);
    put("b", 41);
    refused("b", Integer.MAX_VALUE);
    assertThat(get("b")).isEqualTo(41);
  }

  @Test
  void twoReservationsAtOnceAreNotMadeFromTheSameSum() {
    store.beforeNextCommit(() -> put("a", 50));
    refused("b", 50);

    delete("a");
    store.beforeNextCommit(() -> put("a", 50));
    put("b", 40);
    assertThat(reserved("b")).isEqualTo(new Reserved(OptionalInt.of(40), 90));
  }

  @Test
  void aReservationGoesWithItsFunction() {
    put("a", 90);
    workshop.delete("a");

    put("b", 90);

    assertThat(reserved("a")).isEqualTo(new Reserved(OptionalInt.empty(), 90));
  }

  @Test
  void reservationsAreThereAfterAStart() throws IOException {
    put("a", 30);
    workshop.close();

    workshop = new Workshop(data, Interposed::new);

    assertThat(get("a")).isEqualTo(30);
    assertThat(reserved("a")).isEqualTo(new Reserved(OptionalInt.of(30), 30));
    refused("b", 61);
    put("b", 60);
  }

  @Test
  void onlyAFunctionAsAWholeHasAReservation() {
    ServiceError version = catchThrowableOfType(ServiceError.class, () -> put("a:1", 1));
    ServiceError missing = catchThrowableOfType(ServiceError.class, () -> put("c", 1));

    assertThat(version).hasMessageContaining("This operation is permitted on Lambda functions");
    assertThat(missing.code()).isEqualTo("ResourceNotFoundException");
  }

  @Test
  void theAccountsSettingsAreWhatIsSo() {
    put("a", 30);
    var _ =
        workshop.operations.publish(
            call(), PublishVersionRequest.builder().functionName("a").build());

    GetAccountSettingsResponse settings =
        workshop.operations.accountSettings(call(), new GetAccountSettingsRequest());

    AccountLimit limit = Objects.requireNonNull(settings.accountLimit());
    assertThat(limit.concurrentExecutions()).isEqualTo(Workshop.CONCURRENCY);
    assertThat(limit.unreservedConcurrentExecutions()).isEqualTo(70);
    assertThat(limit.codeSizeUnzipped()).isEqualTo(262_144_000);
    assertThat(limit.codeSizeZipped()).isEqualTo(52_428_800);
    assertThat(limit.totalCodeSize()).isEqualTo(Workshop.DISK.bytes());
    AccountUsage usage = Objects.requireNonNull(settings.accountUsage());
    assertThat(usage.functionCount()).isEqualTo(2);
    assertThat(usage.totalCodeSize()).as("of three versions").isEqualTo(3L * Workshop.ZIP.size());
  }

  private void put(String name, int count) {
    var _ =
        workshop.operations.putConcurrency(call(), new PutFunctionConcurrencyRequest(name, count));
  }

  private void refused(String name, int count) {
    ServiceError error = catchThrowableOfType(ServiceError.class, () -> put(name, count));
    assertThat(error.code()).isEqualTo("InvalidParameterValueException");
    assertThat(error)
        .hasMessage(
            "Specified ReservedConcurrentExecutions for function decreases account's"
                + " UnreservedConcurrentExecution below its minimum value of [10].");
  }

  private void delete(String name) {
    var _ =
        workshop.operations.deleteConcurrency(call(), new DeleteFunctionConcurrencyRequest(name));
  }

  private @Nullable Integer get(String name) {
    return workshop
        .operations
        .getConcurrency(call(), new GetFunctionConcurrencyRequest(name))
        .reservedConcurrentExecutions();
  }

  private @Nullable Concurrency shown(String name) {
    return workshop
        .operations
        .get(call(), GetFunctionRequest.builder().functionName(name).build())
        .concurrency();
  }

  private Reserved reserved(String name) {
    return workshop.functions.reserved(arn(name));
  }
}
