package dev.martlet.functions;

import static dev.martlet.functions.Workshop.call;
import static dev.martlet.functions.Workshop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.model.ServiceError;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.State;
import dev.martlet.wire.shape.lambda.UpdateFunctionConfigurationRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RacesTest {
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
  void ofTwoCreationsTheSecondIsToldThatItExists() {
    store.beforeNextCommit(() -> workshop.active("square"));

    ServiceError error = catchThrowableOfType(ServiceError.class, () -> workshop.create("square"));

    assertThat(error.code()).isEqualTo("ResourceConflictException");
    assertThat(workshop.show("square").state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void ofManyCreationsOneWins() throws Exception {
    Callable<Boolean> create =
        () -> {
          try {
            workshop.create("square");
            return true;
          } catch (ServiceError refused) {
            assertThat(refused).hasMessage("Function already exist: square");
            return false;
          }
        };
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      int created = 0;
      for (Future<Boolean> one : callers.invokeAll(Collections.nCopies(16, create))) {
        created += one.get() ? 1 : 0;
      }
      assertThat(created).isEqualTo(1);
    }
  }

  @Test
  void aChangeThatIsOvertakenBuildsOnTheOther() {
    workshop.active("square");
    store.beforeNextCommit(
        () -> {
          configure(update().timeout(11));
          workshop.background.work();
        });

    configure(update().description("second"));

    FunctionConfiguration shown = workshop.show("square");
    assertThat(shown.timeout()).isEqualTo(11);
    assertThat(shown.description()).isEqualTo("second");
  }

  @Test
  void aChangeOfAKnownRevisionIsRefusedWhenItIsOvertaken() {
    String revision = workshop.active("square").revisionId();
    store.beforeNextCommit(
        () -> {
          configure(update().timeout(11));
          workshop.background.work();
        });

    ServiceError error =
        catchThrowableOfType(
            ServiceError.class, () -> configure(update().revisionId(revision).timeout(12)));

    assertThat(error.code()).isEqualTo("PreconditionFailedException");
    assertThat(workshop.show("square").timeout()).isEqualTo(11);
  }

  @Test
  void theRevisionOfACreationIsOvertakenWhenTheFunctionIsReady() {
    String created = workshop.create("square").revisionId();
    workshop.background.work();

    ServiceError error =
        catchThrowableOfType(
            ServiceError.class, () -> configure(update().revisionId(created).timeout(12)));

    assertThat(error.code()).isEqualTo("PreconditionFailedException");
    configure(update().revisionId(workshop.show("square").revisionId()).timeout(12));
    assertThat(workshop.show("square").timeout()).isEqualTo(12);
  }

  @Test
  void aFunctionDeletedWhileItsCodeIsUnpackedStaysDeleted() {
    workshop.create("square");
    store.beforeNextCommit(() -> workshop.delete("square"));

    workshop.background.work();

    assertThat(workshop.functions.find(Workshop.arn("square"))).isEmpty();
  }

  @Test
  void aFunctionMadeAgainWhileTheOldOneIsUnpackedBecomesActiveItself() {
    String old = workshop.create("square").revisionId();
    store.beforeNextCommit(
        () -> {
          workshop.delete("square");
          workshop.create("square");
        });

    workshop.background.work();

    FunctionConfiguration shown = workshop.show("square");
    assertThat(shown.state()).isEqualTo(State.ACTIVE);
    assertThat(shown.revisionId()).isNotEqualTo(old);
  }

  @Test
  void aDeletionThatIsOvertakenDeletesWhatIsThereNow() {
    workshop.active("square");
    store.beforeNextCommit(() -> configure(update().timeout(11)));

    workshop.delete("square");

    assertThat(workshop.functions.find(Workshop.arn("square"))).isEmpty();
  }

  @Test
  void aWriteThatFailsChangesNothing() {
    workshop.active("square");
    store.beforeNextCommit(
        () -> {
          throw new IllegalStateException("no disk");
        });

    IllegalStateException failure =
        catchThrowableOfType(
            IllegalStateException.class,
            () -> workshop.operations.create(call(), request("other").build()));

    assertThat(failure).hasMessage("no disk");
    assertThat(workshop.functions.all().map(it -> it.arn().name())).containsExactly("square");
  }

  private static UpdateFunctionConfigurationRequest.Builder update() {
    return UpdateFunctionConfigurationRequest.builder().functionName("square");
  }

  private void configure(UpdateFunctionConfigurationRequest.Builder request) {
    var _ = workshop.operations.updateConfiguration(call(), request.build());
  }
}
