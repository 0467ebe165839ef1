package dev.martlet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.sandbox.Sandboxes.Shortcoming;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class VitalsTest {
  private static final long PLENTY = 10L << 30;
  private static final Path DATA = Path.of("/data");

  private static Vitals disk(long free, Optional<String> unwritable) {
    return new Vitals(
        DATA,
        free,
        unwritable,
        none(),
        List.of(),
        1,
        List.of(),
        Duration.ZERO,
        0,
        List.of(),
        none(),
        Optional.empty(),
        true);
  }

  private static Vitals database(Finding trouble) {
    return new Vitals(
        DATA,
        PLENTY,
        none(),
        Optional.of(trouble),
        List.of(),
        1,
        List.of(),
        Duration.ZERO,
        0,
        List.of(),
        none(),
        Optional.empty(),
        true);
  }

  private static Vitals code(List<String> damaged) {
    return new Vitals(
        DATA,
        PLENTY,
        none(),
        none(),
        damaged,
        1,
        List.of(),
        Duration.ZERO,
        0,
        List.of(),
        none(),
        Optional.empty(),
        true);
  }

  private static Vitals machine(int runtimes, List<Path> vanished, Duration moved, int unremoved) {
    return new Vitals(
        DATA,
        PLENTY,
        none(),
        none(),
        List.of(),
        runtimes,
        vanished,
        moved,
        unremoved,
        List.of(),
        none(),
        Optional.empty(),
        true);
  }

  private static Vitals lacking(Shortcoming shortcoming) {
    return new Vitals(
        DATA,
        PLENTY,
        none(),
        none(),
        List.of(),
        1,
        List.of(),
        Duration.ZERO,
        0,
        List.of(shortcoming),
        none(),
        Optional.empty(),
        true);
  }

  private static Vitals certificate(Optional<String> problem, Duration left) {
    return new Vitals(
        DATA,
        PLENTY,
        none(),
        none(),
        List.of(),
        1,
        List.of(),
        Duration.ZERO,
        0,
        List.of(),
        problem,
        Optional.of(left),
        true);
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }

  @Test
  void aPlatformThatIsWellHasNoFindings() {
    assertThat(machine(1, List.of(), Duration.ofSeconds(59), 0).findings()).isEmpty();
    assertThat(certificate(none(), Duration.ofDays(14)).findings()).isEmpty();
  }

  /** What was seen, whether it degrades, and what is said of it. */
  record Case(String name, Vitals vitals, boolean degrades, String what, String remedy) {}

  private static Stream<Case> storage() {
    return Stream.of(
        new Case("a disk nearly full", disk(255L << 20, none()), true, "255 MB", "Make room"),
        new Case("a full disk", disk(0, none()), true, "/data is full", "Make room"),
        new Case(
            "a full quota",
            disk(PLENTY, Optional.of("No space left on device")),
            true,
            "/data is full",
            "Make room"),
        new Case(
            "a disk read-only",
            disk(0, Optional.of("Read-only file system")),
            true,
            "/data cannot be written: Read-only file system.",
            "Mount it writable"),
        new Case(
            "a database that is away",
            database(Finding.trouble("No PostgreSQL answers.", "Start it.")),
            true,
            "No PostgreSQL answers.",
            "Start it."),
        new Case(
            "damaged code",
            code(List.of("square", "square:1")),
            true,
            "The code of square, square:1 is damaged on the disk.",
            "uploaded again"),
        new Case(
            "much damaged code",
            code(Collections.nCopies(12, "f")),
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
                    machine(0, List.of(), Duration.ZERO, 0),
                    true,
                    "no interpreter",
                    "Install python3"),
                new Case(
                    "an interpreter gone",
                    machine(1, List.of(python), Duration.ZERO, 0),
                    true,
                    "/usr/bin/python3.11 is gone",
                    "Install it again"),
                new Case(
                    "sandboxes that stay",
                    machine(1, List.of(), Duration.ZERO, 3),
                    true,
                    "3 sandboxes could not be removed",
                    "state D"),
                new Case(
                    "a broken certificate",
                    certificate(Optional.of("There is no file /c"), month),
                    true,
                    "There is no file /c",
                    "Put the certificate"),
                new Case(
                    "a certificate that is over",
                    certificate(none(), Duration.ofSeconds(-1)),
                    true,
                    "is over",
                    "Renew it"),
                new Case(
                    "a certificate that ends",
                    certificate(none(), Duration.ofDays(13)),
                    false,
                    "ends in 13 days",
                    "Renew it"),
                new Case(
                    "a clock set back",
                    machine(1, List.of(), Duration.ofHours(-1), 0),
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
    Vitals vitals = lacking(new Shortcoming("Functions are not frozen.", "Mount it."));
    assertTold(new Case("", vitals, false, "Functions are not frozen.", "Mount it."));
  }

  @Test
  void theWorstComesFirst() {
    Vitals vitals =
        new Vitals(
            DATA,
            0,
            none(),
            none(),
            List.of(),
            1,
            List.of(),
            Duration.ofHours(1),
            1,
            List.of(),
            none(),
            Optional.empty(),
            false);
    assertThat(vitals.findings())
        .extracting(Finding::degrades)
        .containsExactly(true, true, false, false);
  }
}
