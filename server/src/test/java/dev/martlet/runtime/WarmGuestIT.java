package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.Bytes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One environment, many events of changing size: each gets its own answer, whole. */
@Timeout(120)
class WarmGuestIT {
  private static final int CALLS = 10_000;
  private static final int TRACE_CHARS = 1000;
  private static final GuestCase.Texts NO_TEXTS = new GuestCase.Texts(null, null);

  @TempDir Path directory;

  static Stream<GuestCase> echoes() {
    return Stream.of(
        GuestCase.python("python", "def handler(event, context): return event\n"),
        GuestCase.node("node", "exports.handler = async (event) => event;\n"),
        GuestCase.node(
            "node that waits",
            "exports.handler = async (event) => (await new Promise(setImmediate), event);\n"),
        GuestCase.node("node with callbacks", "exports.handler = (e, c, done) => done(null, e);\n"),
        GuestCase.java(
                "java", "public class H { public String go(String event) { return event; } }\n")
            .handler("H::go"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("echoes")
  void tenThousandEventsGetTheirOwnAnswers(GuestCase echo) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (GuestProcess guest = new GuestProcess(echo, directory)) {
      assertThat(guest.initialise()).isEqualTo(new InitResult.Ready());
      for (int call = 0; call < CALLS; call++) {
        Bytes event = text(random, size(random, call));
        GuestProcess.Answered answered = guest.invoke(event, NO_TEXTS);
        assertThat(answered.answer()).isEqualTo(new Answer.Answered(event.length()));
        assertThat(answered.document()).as("seed %d, call %d", seed, call).isEqualTo(event);
      }
    }
  }

  static Stream<GuestCase> residents() {
    return Stream.of(
        GuestCase.python(
            "python",
            """
            def handler(event, context):
                return int(open("/proc/self/statm").read().split()[1]) * 4
            """),
        GuestCase.node("node", "exports.handler = async () => process.memoryUsage.rss() >> 10;\n"));
  }

  /** The C library keeps each value that a variable ever had. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("residents")
  void theTraceHeadersOfThePastAreForgotten(GuestCase resident) throws Exception {
    try (GuestProcess guest = new GuestProcess(resident, directory)) {
      assertThat(guest.initialise()).isEqualTo(new InitResult.Ready());
      long begun = kilobytesAfter(CALLS, guest);
      long headers = 4L * CALLS * TRACE_CHARS / 1024;
      assertThat(kilobytesAfter(4 * CALLS, guest)).isLessThan(begun + headers / 2);
    }
  }

  private static long kilobytesAfter(int calls, GuestProcess guest) throws Exception {
    String resident = "";
    for (int call = 0; call < calls; call++) {
      String trace = Integer.toString(call) + 'x' + System.nanoTime();
      GuestCase.Texts texts =
          new GuestCase.Texts(trace + "-".repeat(TRACE_CHARS - trace.length()), null);
      resident = guest.invoke(Bytes.utf8("{}"), texts).document().utf8();
    }
    return Long.parseLong(resident);
  }

  // Mostly small; some around the sizes of the buffers on either side; a few of megabytes.
  private static int size(Random random, int call) {
    return switch (call % 100) {
      case 7 -> 32 * 1024 - 200 + random.nextInt(400);
      case 8 -> 64 * 1024 - 200 + random.nextInt(400);
      case 9 -> call % 1000 == 9 ? 1_000_000 + random.nextInt(4_000_000) : 200_000;
      default -> random.nextInt(2000);
    };
  }

  private static Bytes text(Random random, int length) {
    byte[] json = new byte[length + 2];
    Arrays.fill(json, (byte) ('a' + random.nextInt(26)));
    json[0] = json[length + 1] = '"';
    return Bytes.adopt(json);
  }
}
