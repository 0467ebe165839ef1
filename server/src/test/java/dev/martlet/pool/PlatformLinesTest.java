package dev.martlet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Phases;
import dev.martlet.model.RequestId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlatformLinesTest {
  private static final RequestId ID = new RequestId("8f5d0c2e-3a6b-4c7d-9e8f-0a1b2c3d4e5f");
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

  private static Report report(Phases.Cold cold, Report.@Nullable Failure failure) {
    Phases phases = new Phases(Duration.ZERO, cold, Duration.ofNanos(1_234_567));
    return new Report(ID, phases, ByteSize.megabytes(128), new ByteSize(36_700_000), failure);
  }

  @Test
  void textLinesAreAws() {
    PlatformLines lines = PlatformLines.of(false);

    assertThat(lines.start(ID, "$LATEST", NOW))
        .isEqualTo("START RequestId: " + ID + " Version: $LATEST");
    assertThat(lines.end(ID)).isEqualTo("END RequestId: " + ID);
    assertThat(lines.report(report(Phases.Cold.NONE, null), NOW))
        .isEqualTo(
            "REPORT RequestId: "
                + ID
                + "\tDuration: 1.24 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB"
                + "\tMax Memory Used: 35 MB\t");
  }

  @Test
  void aColdStartReportsAndBillsItsInit() {
    Phases.Cold cold = new Phases.Cold(Duration.ofMillis(5), Duration.ofMillis(120));

    assertThat(PlatformLines.of(false).report(report(cold, null), NOW))
        .contains("\tDuration: 1.24 ms\tBilled Duration: 122 ms\t")
        .endsWith("\tInit Duration: 120.00 ms\t");
  }

  @Test
  void failuresAreNamed() {
    assertThat(
            PlatformLines.of(false)
                .report(report(Phases.Cold.NONE, new Report.Failure("timeout", "")), NOW))
        .endsWith("\tStatus: timeout");
    assertThat(
            PlatformLines.of(false)
                .report(report(Phases.Cold.NONE, new Report.Failure("error", "KeyError")), NOW))
        .endsWith("\tStatus: error\tError Type: KeyError");
  }

  @Test
  void jsonLinesAreEventsAndEscapeWhatAFunctionChooses() {
    PlatformLines lines = PlatformLines.of(true);

    assertThat(lines.start(ID, "$LATEST", NOW))
        .isEqualTo(
            "{\"time\":\"2026-11-21T10:00:00.123Z\",\"type\":\"platform.start\",\"record\":"
                + "{\"requestId\":\""
                + ID
                + "\",\"version\":\"$LATEST\"}}");
    assertThat(lines.end(ID)).isEmpty();
    assertThat(lines.report(report(Phases.Cold.NONE, new Report.Failure("error", "a\"b")), NOW))
        .endsWith(
            "\"metrics\":{\"durationMs\":1.24,\"billedDurationMs\":2,\"memorySizeMB\":128,"
                + "\"maxMemoryUsedMB\":35},\"status\":\"error\",\"errorType\":\"a\\\"b\"}}");
  }
}
