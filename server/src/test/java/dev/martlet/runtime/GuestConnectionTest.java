package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Invocation;
import dev.martlet.model.RequestId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class GuestConnectionTest {
  private static final GuestEvent EVENT = event(Bytes.utf8("{\"a\":1}"));
  private static final byte[] PONG = "\"pong\"".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  private final List<Bytes> written = new ArrayList<>();

  @Test
  void settingsArriveInTheHeadOfTheFirstFrame() throws Exception {
    List<String> seen = new ArrayList<>();
    FarSide.Script script =
        line -> {
          FarSide.Request request = line.read();
          seen.addAll(List.of(request.head().utf8().split("\0")));
          line.frame(request.id(), Frame.READY, "", new byte[0]);
        };
    try (FarSide guest = new FarSide(directory, script)) {
      assertThat(guest.connection().initialise(settings())).isEqualTo(new InitResult.Ready());
      guest.finish();
    }
    assertThat(seen)
        .containsExactly("h.é", "square", "$LATEST", "128", "/aws/lambda/square", "s/1", "JSON");
  }

  @Test
  void anExchangeGivesItsBufferBack() throws Exception {
    FarSide.Script script = line -> line.frame(line.read().id(), Frame.ANSWER, "", PONG);
    try (FarSide guest = new FarSide(directory, script)) {
      ByteBuffer buffer = guest.buffers().take();
      guest.buffers().giveBack(buffer);

      guest.connection().invoke(EVENT, written::add);

      assertThat(guest.buffers().take()).isSameAs(buffer);
      guest.finish();
    }
  }

  @Test
  void anEventArrivesWithItsTextsAndItsDeadline() throws Exception {
    List<FarSide.Request> seen = new ArrayList<>();
    FarSide.Script script =
        line -> {
          seen.add(line.read());
          line.frame(seen.getFirst().id(), Frame.ANSWER, "", PONG);
        };
    try (FarSide guest = new FarSide(directory, script)) {
      assertThat(guest.connection().invoke(EVENT, written::add)).isEqualTo(new Answer.Answered(6));
      guest.finish();
    }
    assertThat(written).containsExactly(Bytes.utf8("\"pong\""));
    assertThat(seen.getFirst().payload()).isEqualTo(EVENT.event());
    assertThat(seen.getFirst().head().utf8())
        .isEqualTo("\0\0\0\0\0\0\0\5" + EVENT.id() + "\0arn:x\0Root=1\0{\"custom\":{}}");
  }

  /** What a guest may send instead of an answer, and what the host makes of it. */
  static Stream<Arguments> misbehaviours() {
    return Stream.of(
        misbehaves("ends at once", (line, id) -> {}, new Answer.Closed(true)),
        misbehaves("ends in the header", bytes(new byte[7]), new Answer.Closed(true)),
        misbehaves(
            "ends in the payload",
            (line, id) -> {
              line.bytes(FarSide.header(100, id, Frame.ANSWER, 0));
              line.bytes(new byte[99]);
            },
            new Answer.Closed(true)),
        misbehaves(
            "repeats another id",
            (line, id) -> line.frame(id + 1, Frame.ANSWER, "", PONG),
            malformed("a frame with a wrong id")),
        misbehaves(
            "sends an unknown kind",
            (line, id) -> line.frame(id, 77, "", PONG),
            malformed("a frame of an unknown kind")),
        misbehaves(
            "echoes the host's own kind",
            (line, id) -> line.frame(id, Frame.INVOKE, "", PONG),
            malformed("a frame of an unknown kind")),
        misbehaves(
            "is ready twice",
            (line, id) -> line.frame(id, Frame.READY, "", new byte[0]),
            new Answer.Malformed("the guest was ready twice")));
  }

  static Stream<Arguments> longFrames() {
    return Stream.of(
        misbehaves(
            "announces two gigabytes",
            (line, id) -> line.bytes(FarSide.header(Integer.MAX_VALUE, id, Frame.ANSWER, 0)),
            malformed("a frame too long")),
        misbehaves(
            "announces a negative length",
            (line, id) -> line.bytes(FarSide.header(-1, id, Frame.ANSWER, 0)),
            malformed("a frame with a wrong head")),
        misbehaves(
            "announces one byte too many",
            (line, id) ->
                line.bytes(FarSide.header(Invocation.MAX_ANSWER_BYTES + 1, id, Frame.ANSWER, 0)),
            malformed("a frame too long")),
        misbehaves(
            "announces a head longer than the frame",
            (line, id) -> line.bytes(FarSide.header(4, id, Frame.ERROR, 5)),
            malformed("a frame with a wrong head")),
        misbehaves(
            "sends an endless error type",
            (line, id) -> line.bytes(FarSide.header(60_000, id, Frame.ERROR, 60_000)),
            malformed("a frame with a wrong head")),
        misbehaves(
            "answers twice in one write",
            (line, id) -> {
              byte[] frame = FarSide.header(0, id, Frame.ANSWER, 0);
              byte[] twice = new byte[2 * frame.length];
              System.arraycopy(frame, 0, twice, 0, frame.length);
              System.arraycopy(frame, 0, twice, frame.length, frame.length);
              line.bytes(twice);
            },
            malformed("more than it was asked for")),
        misbehaves(
            "floods",
            (line, id) -> {
              try {
                while (true) {
                  line.bytes(new byte[100_000]);
                }
              } catch (IOException hostHungUp) {
                assertThat(hostHungUp).isNotNull();
              }
            },
            malformed("a frame with a wrong id")));
  }

  @ParameterizedTest(name = "a guest that {0}")
  @MethodSource({"misbehaviours", "longFrames"})
  void aGuestThatBreaksTheProtocolIsFoundOut(String name, Misbehaviour script, Answer expected)
      throws Exception {
    try (FarSide guest = new FarSide(directory, line -> script.play(line, line.read().id()))) {
      assertThat(guest.connection().invoke(EVENT, written::add)).as(name).isEqualTo(expected);
      guest.connection().close();
      guest.finish();
    }
    assertThat(written).isEmpty();
  }

  @Test
  void garbageNeverGetsThroughAsAnAnswer() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] garbage = new byte[random.nextInt(64)];
      random.nextBytes(garbage);
      Path own = Files.createDirectory(directory.resolve("" + round));
      try (FarSide guest =
          new FarSide(
              own,
              line -> {
                line.read();
                line.bytes(garbage);
              })) {
        assertThat(guest.connection().invoke(EVENT, written::add))
            .as("seed %d", seed)
            .isInstanceOfAny(Answer.Closed.class, Answer.Malformed.class);
      }
    }
    assertThat(written).isEmpty();
  }

  @Test
  void theLongestAnswerComesWholeAndInOnePiece() throws Exception {
    byte[] longest = new byte[Invocation.MAX_ANSWER_BYTES];
    new Random(7).nextBytes(longest);
    FarSide.Script script = line -> line.frame(line.read().id(), Frame.ANSWER, "", longest);
    try (FarSide guest = new FarSide(directory, script)) {
      assertThat(guest.connection().invoke(EVENT, written::add))
          .isEqualTo(new Answer.Answered(longest.length));
    }
    assertThat(written).containsExactly(Bytes.adopt(longest));
  }

  @Test
  void theLongestEventArrivesWhole() throws Exception {
    byte[] longest = new byte[Invocation.MAX_EVENT_BYTES];
    new Random(8).nextBytes(longest);
    List<Bytes> seen = new ArrayList<>();
    FarSide.Script script =
        line -> {
          FarSide.Request request = line.read();
          seen.add(request.payload());
          line.frame(request.id(), Frame.ANSWER, "", PONG);
        };
    try (FarSide guest = new FarSide(directory, script)) {
      assertThat(guest.connection().invoke(event(Bytes.adopt(longest)), written::add))
          .isEqualTo(new Answer.Answered(6));
      guest.finish();
    }
    assertThat(seen.getFirst()).isEqualTo(Bytes.adopt(longest));
  }

  @Test
  void anAnswerMayArriveByteByByte() throws Exception {
    FarSide.Script script =
        line -> {
          int id = line.read().id();
          for (byte one : FarSide.header(6, id, Frame.ANSWER, 0)) {
            line.bytes(new byte[] {one});
          }
          for (byte one : PONG) {
            line.bytes(new byte[] {one});
          }
        };
    try (FarSide guest = new FarSide(directory, script)) {
      assertThat(guest.connection().invoke(EVENT, written::add)).isEqualTo(new Answer.Answered(6));
    }
    assertThat(written).containsExactly(Bytes.adopt(PONG));
  }

  @Test
  void anErrorCarriesItsTypeWithoutControlCharacters() throws Exception {
    FarSide.Script script =
        line -> {
          line.frame(line.read().id(), Frame.ERROR, "Value\r\nError", PONG);
          // The next line of Unicode and of old terminals, a change of direction; then what is
          // fine.
          line.frame(line.read().id(), Frame.ERROR, "\u0085\u009b\u2028\u2029\u202e\u00df", PONG);
          line.frame(line.read().id(), Frame.LAST_ERROR, "E", PONG);
        };
    try (FarSide guest = new FarSide(directory, script)) {
      assertThat(guest.connection().invoke(EVENT, written::add))
          .isEqualTo(new Answer.Failed("Value??Error", 6, false));
      assertThat(guest.connection().invoke(EVENT, written::add))
          .isEqualTo(new Answer.Failed("?????\u00df", 6, false));
      assertThat(guest.connection().invoke(EVENT, written::add))
          .isEqualTo(new Answer.Failed("E", 6, true));
    }
    assertThat(written).hasSize(3);
  }

  @Test
  void anAnswerSentBeforeItsEventIsNotTakenForTheNextOne() throws Exception {
    FarSide.Script script =
        line -> {
          int id = line.read().id();
          line.frame(id, Frame.ANSWER, "", PONG);
          line.frame(id, Frame.ANSWER, "", PONG);
          line.read();
        };
    try (FarSide guest = new FarSide(directory, script)) {
      GuestConnection connection = guest.connection();
      Answer first = connection.invoke(EVENT, written::add);
      // The second frame may have arrived with the first one; else it is there for the next call.
      Answer last =
          first instanceof Answer.Answered ? connection.invoke(EVENT, written::add) : first;
      assertThat(last).isInstanceOf(Answer.Malformed.class);
    }
  }

  @Test
  void aDeadGuestHasNotSeenItsEvent() throws Exception {
    try (FarSide guest = new FarSide(directory, line -> {})) {
      guest.finish();
      assertThat(guest.connection().invoke(EVENT, written::add))
          .isEqualTo(new Answer.Closed(false));
    }
  }

  @Test
  void aCallerWhoHangsUpDoesNotDisturbTheGuest() throws Exception {
    FarSide.Script script =
        line -> {
          line.frame(line.read().id(), Frame.ANSWER, "", PONG);
          line.frame(line.read().id(), Frame.ANSWER, "", PONG);
        };
    try (FarSide guest = new FarSide(directory, script)) {
      Answer unheard =
          guest
              .connection()
              .invoke(
                  EVENT,
                  piece -> {
                    throw new IOException("hung up");
                  });
      assertThat(unheard).isEqualTo(new Answer.Answered(6));
      assertThat(guest.connection().invoke(EVENT, written::add)).isEqualTo(new Answer.Answered(6));
    }
  }

  @Test
  void loadingThatFailsGivesTheErrorDocument() throws Exception {
    FarSide.Script script =
        line -> line.frame(line.read().id(), Frame.LAST_ERROR, "Runtime.ImportModuleError", PONG);
    try (FarSide guest = new FarSide(directory, script)) {
      assertThat(guest.connection().initialise(settings()))
          .isEqualTo(new InitResult.Failed("Runtime.ImportModuleError", Bytes.adopt(PONG)));
    }
  }

  @Test
  void anAnswerBeforeReadyIsMalformed() throws Exception {
    FarSide.Script script = line -> line.frame(line.read().id(), Frame.ANSWER, "", PONG);
    try (FarSide guest = new FarSide(directory, script)) {
      assertThat(guest.connection().initialise(settings()))
          .isEqualTo(new InitResult.Malformed("the guest answered before it was ready"));
    }
  }

  @Test
  void closingEndsABlockedCall() throws Exception {
    FarSide.Script script =
        line -> {
          line.read();
          line.read();
        };
    try (FarSide guest = new FarSide(directory, script)) {
      Thread closer = Thread.ofVirtual().unstarted(guest.connection()::close);
      closer.start();
      assertThat(guest.connection().invoke(EVENT, written::add)).isInstanceOf(Answer.Closed.class);
      closer.join();
    }
  }

  @FunctionalInterface
  interface Misbehaviour {
    void play(FarSide.Line line, int id) throws IOException;
  }

  private static Arguments misbehaves(String name, Misbehaviour script, Answer expected) {
    return Arguments.of(name, script, expected);
  }

  private static Misbehaviour bytes(byte[] bytes) {
    return (line, id) -> line.bytes(bytes);
  }

  private static Answer malformed(String what) {
    return new Answer.Malformed("the guest sent " + what);
  }

  private static InitSettings settings() {
    return new InitSettings(
        "h.é", "square", "$LATEST", ByteSize.megabytes(128), "/aws/lambda/square", "s/1", true);
  }

  private static GuestEvent event(Bytes payload) {
    return new GuestEvent(
        new RequestId("8d0b4b0e-0000-4000-8000-000000000001"),
        "arn:x",
        Instant.ofEpochMilli(5),
        "Root=1",
        "{\"custom\":{}}",
        payload);
  }
}
