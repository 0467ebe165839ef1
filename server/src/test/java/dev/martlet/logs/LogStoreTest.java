package dev.martlet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.LogSink;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {
  private static final AccountId ACCOUNT = new AccountId("000000000000");
  private static final Region REGION = new Region("us-east-1");
  private static final Retention RETENTION =
      new Retention(Duration.ofDays(30), ByteSize.megabytes(256));
  private static final int MAX_GROUPS = 3;

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();

  private LogStore store(int maxGroups) throws IOException {
    return new LogStore(directory, RETENTION, clock, maxGroups);
  }

  private LogSink.Stream open(LogStore store, String group) {
    clock.advance(Duration.ofSeconds(1));
    return store.open(ACCOUNT, REGION, group, "s");
  }

  private void write(LogStore store, String... groups) {
    for (String group : groups) {
      try (LogSink.Stream stream = open(store, group)) {
        stream.append(
            clock.now().toEpochMilli(), ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  private boolean rests(LogStore store, String name) {
    write(store, "other");
    var _ = store.find(id("other")); // after all that the logs' thread was given before
    return store.groups(ACCOUNT, REGION).stream()
        .filter(group -> group.id().name().equals(name))
        .allMatch(Group::rests);
  }

  private static List<String> names(LogStore store) {
    return store.groups(ACCOUNT, REGION).stream().map(group -> group.id().name()).toList();
  }

  private List<String> directories() throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve("000000000000/us-east-1"))) {
      return all.map(group -> group.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void beyondTheBoundTheGroupsThatWereUsedLongestAgoGoWithTheirFiles() throws IOException {
    try (LogStore store = store(MAX_GROUPS)) {
      write(store, "a", "b", "c", "a");
      store.groups(ACCOUNT, REGION).forEach(store::contents);
      write(store, "d", "e");
      assertThat(names(store)).containsExactly("a", "d", "e");
    }
    assertThat(directories()).containsExactly("a", "d", "e");
  }

  @Test
  void aCopyOfAGroupsDirectoryIsLeftAlone() throws IOException {
    try (LogStore store = store(MAX_GROUPS)) {
      write(store, "a");
    }
    Path original = id("a").directory(directory);
    Path copy = Files.createDirectory(original.resolveSibling("a.bak"));
    Files.copy(original.resolve("group"), copy.resolve("group"));
    try (LogStore store = store(MAX_GROUPS)) {
      assertThat(names(store)).containsExactly("a");
      assertThat(store.find(id("a")).orElseThrow().streams()).isNotEmpty();
    }
    assertThat(copy).isDirectoryContaining("glob:**/group");
  }

  @Test
  void aGroupThatIsWrittenToStays() throws IOException {
    try (LogStore store = store(MAX_GROUPS)) {
      LogSink.Stream first = open(store, "a");
      write(store, "b", "c", "d");
      assertThat(names(store)).containsExactly("a", "c", "d");
      first.close();
      write(store, "e", "f", "g");
      assertThat(names(store)).containsExactly("e", "f", "g");
    }
  }

  @Test
  void aGroupAtRestIsWhatItWas() throws IOException {
    try (LogStore store = store(MAX_GROUPS)) {
      write(store, "a");
      Contents before = store.find(id("a")).orElseThrow();
      assertThat(rests(store, "a")).isFalse();
      clock.advance(LogStore.REST.multipliedBy(2));
      assertThat(rests(store, "a")).isTrue();
      assertThat(store.find(id("a"))).contains(before);
      clock.advance(LogStore.REST.multipliedBy(3));
      write(store, "a");
      Contents after = store.find(id("a")).orElseThrow();
      assertThat(after.segments()).hasSize(1);
      assertThat(after.segments().getFirst().size())
          .isEqualTo(2 * before.segments().getFirst().size());
      assertThat(after.segments().getFirst().streams().first())
          .isEqualTo(before.segments().getFirst().streams().first());
    }
  }

  @Test
  void aGroupAtRestLosesWhatIsTooOld() throws IOException {
    try (LogStore store = store(MAX_GROUPS)) {
      write(store, "a");
      assertThat(store.find(id("a")).orElseThrow().streams()).isNotEmpty();
      clock.advance(RETENTION.age().minusHours(1));
      assertThat(store.find(id("a")).orElseThrow().streams()).isNotEmpty();
      clock.advance(Duration.ofHours(3));
      assertThat(store.find(id("a")).orElseThrow().streams()).isEmpty();
    }
  }

  @Test
  void aStreamThatIsClosedTwiceCountsOnce() throws IOException {
    try (LogStore store = store(1)) {
      LogSink.Stream one = open(store, "a");
      LogSink.Stream other = open(store, "a");
      one.close();
      one.close();
      write(store, "b", "c");
      assertThat(names(store)).contains("a");
      other.close();
    }
  }

  @Test
  void aGroupThatWentMayComeAgainWithNothingOfTheOldOne() throws IOException {
    try (LogStore store = store(1)) {
      write(store, "a");
      assertThat(store.find(id("a"))).isPresent();
      write(store, "b", "a");
      Contents again = store.find(id("a")).orElseThrow();
      assertThat(again.segments()).hasSize(1);
      assertThat(again.segments().getFirst().streams().first())
          .isEqualTo(clock.now().toEpochMilli());
    }
    assertThat(directories()).containsExactly("a");
  }

  private static GroupId id(String name) {
    return new GroupId(ACCOUNT, REGION, name);
  }

  @Test
  void theBoundHoldsForWhatAnEarlierProcessLeft() throws IOException {
    try (LogStore store = store(MAX_GROUPS)) {
      write(store, "a", "b", "c");
    }
    Path longestAgo = directory.resolve("000000000000/us-east-1/b");
    Files.setLastModifiedTime(longestAgo, FileTime.from(clock.now().minus(Duration.ofDays(9000))));
    try (LogStore store = store(2)) {
      assertThat(names(store)).containsExactly("a", "c");
    }
    assertThat(directories()).containsExactly("a", "c");
  }
}
