package dev.martlet.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.Artifacts;
import dev.martlet.model.Digest;
import dev.martlet.wire.shape.lambda.FunctionConfiguration;
import dev.martlet.wire.shape.lambda.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationTest {
  private final Deque<IOException> failures = new ArrayDeque<>();
  private final Workshop.Background background = new Workshop.Background();
  private Workshop workshop;
  private Preparation preparation;

  @BeforeEach
  void open(@TempDir Path data) throws IOException {
    workshop = new Workshop(data);
    preparation =
        new Preparation(
            workshop.functions,
            this::lease,
            workshop.script,
            workshop.clock,
            () -> UUID.randomUUID().toString(),
            background);
    workshop.create("square");
  }

  @AfterEach
  void close() throws IOException {
    workshop.close();
  }

  private Artifacts.Lease lease(Digest archive) throws IOException {
    IOException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    return workshop.trees.lease(archive);
  }

  private FunctionConfiguration prepared() {
    preparation.start(VersionId.latest(Workshop.arn("square")));
    background.work();
    return workshop.show("square");
  }

  @Test
  void aDiskInTroubleDelaysAFunctionAndFailsNone() {
    failures.add(new IOException("No space left on device"));
    failures.add(new IOException("Read-only file system"));
    assertThat(prepared().state()).isEqualTo(State.PENDING);

    workshop.clock.advance(Preparation.AGAIN);
    background.work();
    assertThat(workshop.show("square").state()).isEqualTo(State.PENDING);

    workshop.clock.advance(Preparation.AGAIN);
    background.work();
    assertThat(workshop.show("square").state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void damagedCodeFailsAFunctionWithTheRemedy() {
    failures.add(new Artifacts.Damaged(new Digest("ab".repeat(32)), "its content has changed"));
    FunctionConfiguration failed = prepared();
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.stateReason()).contains("damaged on the disk", "upload it again");
  }
}
