package dev.martlet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.sandbox.Sandboxes.Shortcoming;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class VitalsTest {
  private static final long PLENTY = 10L << 30;
  private static final Path DATA = Path.of("/data");

  /** A look at a platform that is well, but for what a case changes. */
  private static final class Look {
    long free = PLENTY;
    Optional<String> unwritable = Optional.empty();
    Optional<Finding> database = Optional.empty();
    List<String> damaged = List.of();
    int runtimes = 1;
    List<Path> vanished = List.of();
    Duration clockMoved = Duration.ZERO;
    int unremoved;
    List<Shortcoming> shortcomings = List.of();
    Optional<String> certificateProblem = Optional.empty();
    Optional<Duration> certificateLeft = Optional.empty();
    boolean cached = true;
  }

  private static Vitals well() {
    return but(_ -> {});
  }

  private static Vitals but(Consumer<Look> change) {
    Look seen = new Look();
    change.accept(seen);
    return new Vitals(
        DATA,
        seen.free,
        seen.unwritable,
        seen.database,
        seen.damaged,
        seen.runtimes,
        seen.vanished,
        seen.clockMoved,
        seen.unremoved,
        seen.shortcomings,
        seen.certificateProblem,
        seen.certificateLeft,
        seen.cached);
  }

  private static Vitals certificateEndsIn(Duration left) {
    return but(it -> it.certificateLeft = Optional.of(left));
  }

  @Test
  void aPlatformThatIsWellHasNoFindings() {
    assertThat(well().findings()).isEmpty();
    assertThat(but(it -> it.clockMoved = Duration.ofSeconds(59)).findings()).isEmpty();
    assertThat(certificateEndsIn(Duration.ofDays(14)).findings()).isEmpty();
  }

  /** What was seen, whether it degrades, and what is said of it. */
  record Case(String name, Vitals vitals, boolean degrades, String what, String remedy) {}

  private static Stream<Case> storage() {
    return Stream.of(
        new Case(
            "a disk nearly full", but(it -> it.free = 255L << 20), true, "255 MB", "Make room"),
        new Case("a full disk", but(it -> it.free = 0), true, "/data is full", "Make room"),
        new Case(
            "a full quota",
            but(it -> it.unwritable = Optional.of("No space left on device")),
            true,
            "/data is full",
            "Make room"),
        new Case(
            "a disk read-only",
            but(
                it -> {
                  it.free = 0;
                  it.unwritable = Optional.of("Read-only file system");
                }),
            true,
            "/data cannot be written: Read-only file system.",
            "Mount it writable"),
        new Case(
            "a database that is away",
            but(
                it ->
                    it.database =
                        Optional.of(Finding.trouble("No PostgreSQL answers.", "Start it."))),
            true,
            "No PostgreSQL answers.",
            "Start it."),
        new Case(
            "damaged code",
            but(it -> it.damaged = List.of("square", "square:1")),
            true,
            "The code of square, square:1 is damaged on the disk.",
            "uploaded again"),
        new Case(
            "much damaged code",
            but(it -> it.damaged = Collections.nCopies(12, "f")),
            true,
            "f, f and 2 more is damaged",
            "look at the disk"));
  }

  @TestFactory
  Stream<DynamicTest> eachTroubleIsToldWithItsRemedy() {
    Path python = Path.of("/usr/bin/python3.11");
    Duration month = Duration.ofDays(30);
    return Stream.concat(
            storage(),
            Stream.of(
                new Case(
                    "no interpreter",
                    but(it -> it.runtimes = 0),
                    true,
                    "no interpreter",
                    "Install python3"),
                new Case(
                    "an interpreter gone",
                    but(it -> it.vanished = List.of(python)),
                    true,
                    "/usr/bin/python3.11 is gone",
                    "Install it again"),
                new Case(
                    "sandboxes that stay",
                    but(it -> it.unremoved = 3),
                    true,
                    "3 sandboxes could not be removed",
                    "state D"),
                new Case(
                    "a broken certificate",
                    but(
                        it -> {
                          it.certificateProblem = Optional.of("There is no file /c");
                          it.certificateLeft = Optional.of(month);
                        }),
                    true,
                    "There is no file /c",
                    "Put the certificate"),
                new Case(
                    "a certificate that is over",
                    certificateEndsIn(Duration.ofSeconds(-1)),
                    true,
                    "is over",
                    "Renew it"),
                new Case(
                    "a certificate that ends",
                    certificateEndsIn(Duration.ofDays(13)),
                    false,
                    "ends in 13 days",
                    "Renew it"),
                new Case(
                    "a clock set back",
                    but(it -> it.clockMoved = Duration.ofHours(-1)),
                    false,
                    "moved by -3600 s",
                    "chrony")))
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> assertTold(each)));
  }

  private static void assertTold(Case told) {
    assertThat(told.vitals().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.degrades()).isEqualTo(told.degrades());
              assertThat(finding.what()).contains(told.what());
              assertThat(finding.remedy()).contains(told.remedy());
            });
  }

  @Test
  void whatTheMachineLacksIsToldWithItsRemedy() {
    Shortcoming shortcoming = new Shortcoming("Functions are not frozen.", "Mount it.");
    Vitals vitals = but(it -> it.shortcomings = List.of(shortcoming));
    assertTold(new Case("", vitals, false, "Functions are not frozen.", "Mount it."));
  }

  @Test
  void theWorstComesFirst() {
    Vitals vitals =
        but(
            it -> {
              it.free = 0;
              it.clockMoved = Duration.ofHours(1);
              it.unremoved = 1;
              it.cached = false;
            });
    assertThat(vitals.findings())
        .extracting(Finding::degrades)
        .containsExactly(true, true, false, false);
  }
}
