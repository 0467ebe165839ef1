package dev.martlet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Retention RETENTION =
      new Retention(Duration.ofDays(14), ByteSize.megabytes(32));
  private static final Selection ALL =
      new Selection(name -> true, Long.MIN_VALUE, Long.MAX_VALUE, message -> true);

  @TempDir Path directory;

  private final Chunks memory = new Chunks();
  private final Buffer buffer = new Buffer(memory, 16L << 20);
  private final Buffer.Writer writer = new Buffer.Writer("s", START.toEpochMilli());

  private Segments open() throws IOException {
    return Segments.open(directory, RETENTION);
  }

  private void append(Segments segments, Instant at, String... lines) throws IOException {
    for (String line : lines) {
      buffer.append(
          writer, at.toEpochMilli(), ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }
    Batch batch = Objects.requireNonNull(buffer.take());
    write(segments, batch, at);
  }

  private void write(Segments segments, Batch batch, Instant at) throws IOException {
    segments.append(batch, at);
    batch.chunks().forEach(memory::giveBack);
  }

  private static List<Event> events(Segments segments) {
    List<Event> events = new ArrayList<>();
    LogReader reader = new LogReader(segments.snapshot(), ALL, Integer.MAX_VALUE);
    Page page = reader.forward(0);
    events.addAll(page.events());
    while (!page.complete()) {
      page = reader.forward(page.next());
      events.addAll(page.events());
    }
    return events;
  }

  private static List<String> messages(Segments segments) {
    return events(segments).stream().map(Event::message).toList();
  }

  private Path onlyFile() throws IOException {
    try (var files = Files.list(directory)) {
      List<Path> found = files.toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }

  @Test
  void eventsAreReadInTheOrderTheyWereWrittenAlsoByTheNextProcess() throws IOException {
    Segments segments = open();
    append(segments, START, "one", "two");
    append(segments, START.plusMillis(5), "", "four ü");
    assertThat(messages(segments)).containsExactly("one", "two", "", "four ü");
    assertThat(events(open())).isEqualTo(events(segments));
    assertThat(open().snapshot()).isEqualTo(segments.snapshot());
  }

  @Test
  void theNextProcessGoesOnWhereTheLastOneEnded() throws IOException {
    append(open(), START, "one");
    Segments next = open();
    append(next, START, "two");
    assertThat(messages(next)).containsExactly("one", "two");
    assertThat(events(next)).extracting(Event::position).doesNotHaveDuplicates().isSorted();
  }

  /** Every length to which a crash can cut the file. */
  @Test
  void aTornTailIsSkippedAndWrittenOver() throws IOException {
    append(open(), START, "one", "two", "three");
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    for (int cut = whole.length; cut >= 0; cut--) {
      Files.write(file, Arrays.copyOf(whole, cut));
      Segments torn = open();
      List<String> left = messages(torn);
      assertThat(left).isEqualTo(List.of("one", "two", "three").subList(0, left.size()));
      append(torn, START, "after");
      assertThat(messages(open())).as("cut at %d", cut).hasSize(left.size() + 1).endsWith("after");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damageAnywhereCostsWhatFollowsInTheSegmentAndNothingElse(long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    append(open(), START, "one", "two", "three");
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      }
      Files.write(file, damaged);
      List<String> left = messages(open());
      assertThat(left)
          .as("seed %d, round %d", seed, i)
          .isEqualTo(List.of("one", "two", "three").subList(0, left.size()));
    }
  }

  @Test
  void aBatchThatFailedHalfWayNeverAppears() throws IOException {
    Segments segments = open();
    append(segments, START, "one");
    byte[] one = Files.readAllBytes(onlyFile());
    Files.write(onlyFile(), one, StandardOpenOption.APPEND);
    append(segments, START, "two");
    assertThat(messages(open())).containsExactly("one", "two");
  }

  @Test
  void aFullSegmentIsFollowedByAnotherAndKnownByItsIndex() throws IOException {
    Segments segments = open();
    String line = "x".repeat(200_000);
    for (int i = 0; i < 60; i++) {
      append(segments, START.plusSeconds(i), i + line);
    }
    assertThat(segments.snapshot()).hasSizeGreaterThan(1);
    Segment first = segments.snapshot().getFirst();
    assertThat(SegmentIndex.read(Segment.empty(directory, first.base())).map(Segment::full))
        .contains(first);
    assertThat(open().snapshot()).isEqualTo(segments.snapshot());
    assertThat(events(segments)).hasSize(60);
    Files.write(SegmentIndex.file(first.file()), new byte[] {1, 2, 3});
    assertThat(open().snapshot()).isEqualTo(segments.snapshot());
    Files.delete(SegmentIndex.file(first.file()));
    assertThat(open().snapshot()).isEqualTo(segments.snapshot());
  }

  @Test
  void theOldestSegmentsGoWhenTheGroupIsTooLarge() throws IOException {
    Segments segments = open();
    String line = "x".repeat(200_000);
    for (int i = 0; i < 300; i++) {
      append(segments, START.plusSeconds(i), i + line);
    }
    long size = segments.snapshot().stream().mapToLong(Segment::size).sum();
    assertThat(size).isBetween(ByteSize.megabytes(23).bytes(), ByteSize.megabytes(41).bytes());
    assertThat(messages(segments).getLast()).startsWith("299x");
    assertThat(files()).isEqualTo(2 * segments.snapshot().size() - 1);
  }

  private long files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.count();
    }
  }

  @Test
  void whatIsTooOldGoesButItsPositionsAreNeverUsedAgain() throws IOException {
    Segments segments = open();
    append(segments, START, "old");
    long end = segments.snapshot().getLast().end();
    segments.retain(START.plus(Duration.ofDays(13)));
    assertThat(messages(segments)).containsExactly("old");
    segments.retain(START.plus(Duration.ofDays(15)));
    assertThat(messages(segments)).isEmpty();
    Segments next = open();
    append(next, START.plus(Duration.ofDays(16)), "new");
    assertThat(events(next)).singleElement().matches(event -> event.position() >= end);
  }

  @Test
  void manyStreamsDoNotGrowWithoutBound() throws IOException {
    Segments segments = open();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 12_000; i++) {
      names.add("stream-" + i);
    }
    for (String name : names) {
      Buffer.Writer one = new Buffer.Writer(name, START.toEpochMilli());
      buffer.append(one, START.toEpochMilli(), ByteBuffer.wrap(new byte[] {'x'}));
      write(segments, Objects.requireNonNull(buffer.take()), START);
    }
    int streams = segments.snapshot().stream().mapToInt(one -> one.streams().each().size()).sum();
    assertThat(streams).isBetween(Retention.MAX_STREAMS - 100, Retention.MAX_STREAMS + 100);
    assertThat(events(segments).getLast().stream()).isEqualTo("stream-11999");
  }

  @Test
  void streamsThatGoOnCountOnce() throws IOException {
    Segments segments = open();
    List<Buffer.Writer> writers = new ArrayList<>();
    for (int i = 0; i < 1200; i++) {
      writers.add(new Buffer.Writer("stream-" + i, START.toEpochMilli()));
    }
    for (int second = 0; second < 20; second++) {
      Instant at = START.plusSeconds(second);
      for (Buffer.Writer one : writers) {
        buffer.append(one, at.toEpochMilli(), ByteBuffer.wrap(new byte[] {'x'}));
      }
      write(segments, Objects.requireNonNull(buffer.take()), at);
    }
    assertThat(segments.snapshot()).hasSizeLessThanOrEqualTo(2);
    assertThat(events(segments)).hasSize(20 * 1200);
    assertThat(open().snapshot()).isEqualTo(segments.snapshot());
  }

  @Test
  void theStreamsOfAFullSegmentAreInItsFilesAndNotInMemory() throws IOException {
    Segments segments = open();
    for (int i = 0; i < 101; i++) {
      Buffer.Writer one = new Buffer.Writer("stream-" + i, START.toEpochMilli());
      buffer.append(one, START.toEpochMilli(), ByteBuffer.wrap(new byte[] {'x'}));
      write(segments, Objects.requireNonNull(buffer.take()), START);
    }
    Segment full = segments.snapshot().getFirst();
    Map<String, Span> all = full.streams().each();
    assertThat(full.streams()).isInstanceOf(Streams.InFile.class);
    assertThat(all).hasSize(100).hasSize(full.streams().begun()).containsKey("stream-0");
    assertThat(segments.snapshot().getLast().streams().each()).containsOnlyKeys("stream-100");

    Files.delete(SegmentIndex.file(full.file()));
    assertThat(full.streams().each()).isEqualTo(all);
    Files.delete(full.file());
    assertThat(full.streams().each()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"notes.log", "1.log", "99999999999999999999.log", "9999999999999999999.log"})
  void aFileThatIsNoSegmentIsLeftAlone(String name) throws IOException {
    append(open(), START, "before");
    Path foreign = Files.writeString(directory.resolve(name), "mine");

    Segments segments = open();
    append(segments, START, "after");
    assertThat(messages(segments)).containsExactly("before", "after");
    assertThat(foreign).hasContent("mine");
  }
}
