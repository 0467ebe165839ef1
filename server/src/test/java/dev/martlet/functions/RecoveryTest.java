package dev.martlet.functions;

import static dev.martlet.functions.Workshop.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.Artifacts;
import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.MetaStore;
import dev.martlet.model.Unreadable;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.lambda.FunctionCode;
import dev.martlet.wire.shape.lambda.LastUpdateStatus;
import dev.martlet.wire.shape.lambda.State;
import dev.martlet.wire.shape.lambda.UpdateFunctionCodeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves behind, the next one finishes or removes; and it removes no more. */
class RecoveryTest {
  private static final String FIRST = hex(Workshop.ZIP);
  private static final String SECOND = hex(Workshop.OTHER_ZIP);

  @TempDir private Path data;

  @Test
  void whatWasUnfinishedIsFinishedAfterTheNextStart() throws IOException {
    try (Workshop dying = new Workshop(data)) {
      dying.active("changing");
      updateCode(dying, "changing");
      dying.create("new");
    }

    try (Workshop next = new Workshop(data)) {
      assertThat(next.show("new").state()).isEqualTo(State.PENDING);
      next.operations.start();
      next.background.work();

      assertThat(next.show("new").state()).isEqualTo(State.ACTIVE);
      assertThat(next.show("changing").lastUpdateStatus()).isEqualTo(LastUpdateStatus.SUCCESSFUL);
      assertThat(trees()).containsExactlyInAnyOrder(FIRST, SECOND);
    }
  }

  @Test
  void whatAnotherProcessLeftUnfinishedIsTakenUpAtOnce() throws IOException {
    try (Workshop workshop = new Workshop(data)) {
      workshop.operations.start();
      workshop.active("square");
      MetaStore.Key key = key("square");
      String active = workshop.records.get(key).orElseThrow().json();
      String unfinished = active.replace("\"status\":\"active\"", "\"status\":\"creating\"");
      workshop.records.commit(List.of(), List.of(new MetaStore.Put(key, unfinished)));
      workshop.background.work();
      assertThat(workshop.show("square").state()).isEqualTo(State.PENDING);

      workshop.operations.lookAgain();
      workshop.background.work();
      assertThat(workshop.show("square").state()).isEqualTo(State.ACTIVE);
    }
  }

  @Test
  void aRecordThatNobodyHasWrittenIsNamedAndNothingBegins() throws IOException {
    try (Workshop workshop = new Workshop(data)) {
      workshop.active("square");
      MetaStore.Key key = key("square");
      String whole = workshop.records.get(key).orElseThrow().json();
      for (String broken : List.of("", "{", whole.replace("wanted", "wamted"), "{\"wanted\":[]}")) {
        workshop.records.commit(List.of(), List.of(new MetaStore.Put(key, broken)));
        assertThatThrownBy(() -> new Functions(workshop.records, () -> 0))
            .isInstanceOf(Unreadable.class)
            .hasMessageContaining("lambda/function/square");
      }
    }
  }

  @Test
  void aRecordThatAnotherProcessHasBrokenHidesNoOtherUntilItIsPutRight() throws IOException {
    try (Workshop workshop = new Workshop(data)) {
      workshop.active("broken");
      workshop.active("square");
      String square = record(workshop, "square");
      workshop.records.commit(
          List.of(),
          List.of(
              new MetaStore.Put(key("broken"), "{"),
              new MetaStore.Put(key("square"), square.replace("python3.11", "nodejs20.x"))));
      assertThat(workshop.serving("square", "$LATEST").runtime()).isEqualTo("nodejs20.x");
      assertThat(workshop.show("broken").state()).as("as it was").isEqualTo(State.ACTIVE);
      assertThatThrownBy(workshop.operations::lookAgain)
          .isInstanceOf(Unreadable.class)
          .hasMessageContaining("lambda/function/broken");

      workshop.records.commit(List.of(), List.of(new MetaStore.Delete(key("broken"))));
      workshop.operations.lookAgain();
    }
  }

  private static MetaStore.Key key(String function) {
    return MetaStore.Key.of(Workshop.ACCOUNT, Workshop.REGION, "lambda/function/" + function);
  }

  private static String record(Workshop workshop, String function) {
    return workshop.records.get(key(function)).orElseThrow().json();
  }

  @Test
  void whoseCodeIsDamagedIsKnownUntilItIsUploadedAgain() throws IOException {
    try (Workshop workshop = new Workshop(data)) {
      workshop.active("square");
      workshop.active("alike");
      Digest archive = new Digest(FIRST);
      Files.writeString(workshop.store.blobs().file(archive), "garbage");
      workshop.loseTrees();
      assertThat(workshop.operations.damaged()).isEmpty();
      assertThatThrownBy(() -> workshop.trees.lease(archive)).isInstanceOf(Artifacts.Damaged.class);
      assertThat(workshop.operations.damaged()).containsExactly("alike", "square");
      workshop.delete("alike");
      assertThat(workshop.operations.damaged()).containsExactly("square");

      workshop.operations.updateCode(
          call(),
          UpdateFunctionCodeRequest.builder().functionName("square").zipFile(Workshop.ZIP).build());
      assertThat(workshop.operations.damaged()).isEmpty();
    }
  }

  @Test
  void whatCannotRunIsShownAsFailedAlsoAfterAnUpdateThatDidNotMendIt() throws IOException {
    try (Workshop workshop = new Workshop(data)) {
      workshop.active("square");
      workshop.lose(new Digest(FIRST));
      workshop.configure("square", 9);
      assertThat(workshop.show("square").state()).isEqualTo(State.ACTIVE);
      workshop.background.work();
      assertThat(workshop.show("square").lastUpdateStatus()).isEqualTo(LastUpdateStatus.FAILED);
      assertThat(workshop.show("square").state()).isEqualTo(State.FAILED);

      updateCode(workshop, "square");
      assertThat(workshop.show("square").state()).isEqualTo(State.ACTIVE);
      workshop.background.work();
      assertThat(workshop.show("square").state()).isEqualTo(State.ACTIVE);
    }
  }

  @Test
  void aStopWhileCodeIsUnpackedLeavesTheFunctionToTheNextStart() throws IOException {
    try (Workshop stopping = new Workshop(data)) {
      stopping.create("square");
      stopping.loseTrees();
      Thread.currentThread().interrupt();
      stopping.background.work();
      assertThat(Thread.interrupted()).as("still being stopped").isTrue();
      assertThat(stopping.show("square").state()).isEqualTo(State.PENDING);
    }
    try (Workshop next = new Workshop(data)) {
      next.operations.start();
      next.background.work();
      assertThat(next.show("square").state()).isEqualTo(State.ACTIVE);
    }
  }

  @Test
  void aFunctionThatWaitsToBeMadeReadyWaitsOnce() throws IOException {
    try (Workshop workshop = new Workshop(data)) {
      workshop.create("square");
      workshop.operations.start();
      workshop.operations.start();
      assertThat(workshop.background.waiting()).isEqualTo(1);
    }
  }

  @Test
  void aStartRemovesCodeThatNoRecordNames() throws IOException {
    try (Workshop dying = new Workshop(data)) {
      dying.active("kept");
      dying.operations.create(
          call(),
          Workshop.request("gone")
              .code(FunctionCode.builder().zipFile(Workshop.OTHER_ZIP).build())
              .build());
      dying.background.work();
      dying.delete("gone");
      assertThat(blobs()).containsExactlyInAnyOrder(FIRST, SECOND);
    }

    try (Workshop next = new Workshop(data)) {
      next.clock.advance(Duration.ofMillis(1));
      next.operations.start();

      assertThat(blobs()).containsExactly(FIRST);
      assertThat(trees()).containsExactly(FIRST);
      assertThat(data.resolve("code/trash")).as("no start waits for files").isNotEmptyDirectory();

      next.operations.keepHouse();
      next.background.work();
      assertThat(data.resolve("code/trash")).isEmptyDirectory();
    }
  }

  @Test
  void unneededCodeGoesAfterItsGraceAndNeededCodeStays() throws IOException {
    try (Workshop workshop = new Workshop(data)) {
      workshop.operations.start();
      workshop.operations.keepHouse();
      workshop.active("square");
      updateCode(workshop, "square");
      workshop.background.work();

      keepHouse(workshop, Duration.ofMinutes(10));
      assertThat(trees()).as("an invocation may be about to lease it").contains(FIRST);
      keepHouse(workshop, Duration.ofMinutes(10));
      assertThat(trees()).containsExactly(SECOND);
      assertThat(blobs()).as("within the hour").contains(FIRST);
      keepHouse(workshop, Duration.ofMinutes(50));
      assertThat(blobs()).containsExactly(SECOND);
    }
  }

  @Test
  void noCodeIsSweptWhileTheDatabaseCannotSayWhatRefersToIt() throws IOException {
    List<Interposed> between = new ArrayList<>();
    UnaryOperator<MetaStore> interposed =
        store -> {
          between.add(new Interposed(store));
          return between.getFirst();
        };
    try (Workshop workshop = new Workshop(data, interposed)) {
      workshop.operations.keepHouse();
      workshop.active("square");
      workshop.delete("square");
      between.getFirst().away = true;
      keepHouse(workshop, Duration.ofHours(2));
      keepHouse(workshop, Duration.ofHours(2));
      assertThat(blobs()).containsExactly(FIRST);

      between.getFirst().away = false;
      keepHouse(workshop, Duration.ofHours(2));
      keepHouse(workshop, Duration.ofHours(2));
      assertThat(blobs()).isEmpty();
    }
  }

  @Test
  void codeOfAnUpdateInProgressIsKeptOnBothSides() throws IOException {
    try (Workshop workshop = new Workshop(data)) {
      workshop.active("square");
      updateCode(workshop, "square");
    }
    try (Workshop next = new Workshop(data)) {
      next.clock.advance(Duration.ofDays(1));
      next.operations.start();

      assertThat(blobs()).containsExactlyInAnyOrder(FIRST, SECOND);
      assertThat(trees()).containsExactlyInAnyOrder(FIRST, SECOND);
    }
  }

  @Test
  void aRecordThatCannotBeReadStopsTheStartBeforeAnyCodeIsSwept() throws IOException {
    try (Workshop workshop = new Workshop(data)) {
      workshop.active("square");
      MetaStore.Key key = key("odd");
      workshop.store.meta().commit(List.of(), List.of(new MetaStore.Put(key, "{\"v\":2}")));

      assertThatIllegalStateException()
          .isThrownBy(() -> new Functions(workshop.store.meta(), () -> 0));
      assertThatIllegalStateException().isThrownBy(workshop.operations::start);
      assertThat(blobs()).containsExactly(FIRST);
    }
  }

  @Test
  void aRecordFromBeforeRevisionsHadTheirOwnPlaceIsRead() throws IOException {
    try (Workshop workshop = new Workshop(data)) {
      workshop.active("square");
      MetaStore.Key key = key("square");
      String json = workshop.store.meta().get(key).orElseThrow().json();
      String old = json.replaceFirst("\"revision\":\"[^\"]+\",", "");
      workshop.store.meta().commit(List.of(), List.of(new MetaStore.Put(key, old)));

      assertThat(old).isNotEqualTo(json);
      assertThat(workshop.show("square").revisionId())
          .isEqualTo(
              workshop
                  .functions
                  .find(Workshop.arn("square"))
                  .orElseThrow()
                  .function()
                  .wanted()
                  .revision());
    }
  }

  private static void keepHouse(Workshop workshop, Duration after) {
    workshop.clock.advance(after);
    workshop.background.work();
  }

  private static void updateCode(Workshop workshop, String name) {
    var _ =
        workshop.operations.updateCode(
            call(),
            UpdateFunctionCodeRequest.builder()
                .functionName(name)
                .zipFile(Workshop.OTHER_ZIP)
                .build());
  }

  private Set<String> blobs() throws IOException {
    return digests(data.resolve("blobs"));
  }

  private Set<String> trees() throws IOException {
    return digests(data.resolve("code"));
  }

  private static Set<String> digests(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root, 2)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches("[0-9a-f]{64}"))
          .collect(Collectors.toSet());
    }
  }

  private static String hex(Blob zip) {
    return Digest.of(Bytes.adopt(zip.toByteArray())).hex();
  }
}
