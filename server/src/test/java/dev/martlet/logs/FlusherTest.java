package dev.martlet.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.model.AccountId;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Clock;
import dev.martlet.model.LogSink;
import dev.martlet.model.ManualClock;
import dev.martlet.model.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlusherTest {
  private static final Retention RETENTION =
      new Retention(Duration.ofDays(1), ByteSize.megabytes(1));
  private static final Selection ALL =
      new Selection(name -> true, Long.MIN_VALUE, Long.MAX_VALUE, message -> true);

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();

  private Group group(String name) {
    GroupId id = new GroupId(new AccountId("000000000000"), new Region("us-east-1"), name);
    Instant now = clock.now();
    return new Group(id, now, now, directory, RETENTION, new Chunks());
  }

  private void append(Group group, Flusher flusher, String text) {
    try (LogSink.Stream stream = group.open("s", clock, flusher).orElseThrow()) {
      stream.append(
          clock.now().toEpochMilli(), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static List<String> messages(Group group) throws IOException {
    Page page = new LogReader(group.contents().segments(), ALL, Integer.MAX_VALUE).forward(0);
    return page.events().stream().map(Event::message).toList();
  }

  @Test
  void whatWasAppendedIsWrittenAfterTheDelay() throws IOException {
    Group group = group("a");
    try (Flusher flusher = new Flusher(clock)) {
      append(group, flusher, "one");
      append(group, flusher, "two");
      assertThat(group.rests()).isTrue();
      clock.advance(Flusher.DELAY);
    }
    assertThat(messages(group)).containsExactly("one", "two");
  }

  @Test
  void aGroupThatNobodyUsesLetsGoOfItsSegmentsAndOthersDoNot() throws IOException {
    Group resting = group("resting");
    Group waiting = group("waiting");
    Group open = group("open");
    try (Flusher flusher = new Flusher(clock)) {
      LogSink.Stream stream = open.open("s", clock, flusher).orElseThrow();
      append(resting, flusher, "one");
      append(waiting, flusher, "one");
      append(open, flusher, "one");
      for (Group group : List.of(resting, waiting, open)) {
        assertThat(flusher.now(group).segments()).hasSize(1);
      }
      append(waiting, flusher, "two");
      flusher.rest(List.of(resting, waiting, open), clock.now().plusSeconds(1));
      var _ = flusher.now(group("after"));
      stream.close();
    }
    assertThat(List.of(resting, waiting, open)).filteredOn(Group::rests).containsExactly(resting);
    assertThat(messages(resting)).containsExactly("one");
    assertThat(messages(waiting)).containsExactly("one", "two");
    assertThat(messages(open)).containsExactly("one");
  }

  /** A file where the group's folder should be. */
  private void inThePlaceOf(Group group) throws IOException {
    Path folder = group.id().directory(directory);
    Files.createDirectories(folder.getParent());
    Files.createFile(folder);
  }

  @Test
  void aGroupThatCannotBeWrittenSilencesNoOther() throws IOException {
    Group bad = group("bad");
    inThePlaceOf(bad);
    Group good = group("good");
    try (Flusher flusher = new Flusher(clock)) {
      append(bad, flusher, "lost");
      append(good, flusher, "kept");
      clock.advance(Flusher.DELAY);
      flusher.retain(List.of(bad, good));
    }
    assertThat(messages(good)).containsExactly("kept");
  }

  @Test
  void whatCouldNotBeWrittenIsToldOnceThatIsPossibleAgain() throws IOException {
    Group bad = group("bad");
    inThePlaceOf(bad);
    try (Flusher flusher = new Flusher(clock)) {
      append(bad, flusher, "lost");
      assertThatThrownBy(() -> flusher.now(bad)).hasRootCauseInstanceOf(IOException.class);
      Files.delete(bad.id().directory(directory));
      append(bad, flusher, "kept");
    }
    assertThat(messages(bad)).hasSize(2).last().isEqualTo("kept");
    assertThat(messages(bad).getFirst()).contains("1 log events of this log group were lost");
  }

  @Test
  void oneCallerTooManyIsRefusedAndTheWritingGoesOn() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Group group = group("a");
    try (Flusher flusher = new Flusher(held(reached, released), 1);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> waiting = callers.submit(() -> flusher.now(group));
      reached.await();
      assertThatThrownBy(() -> flusher.now(group)).isInstanceOf(RejectedExecutionException.class);
      append(group, flusher, "meanwhile");
      clock.advance(Flusher.DELAY);
      released.countDown();
      waiting.get();
    }
    assertThat(messages(group)).containsExactly("meanwhile");
  }

  /** The same clock, which tells {@code martlet-logs} the time only once it is released. */
  private Clock held(CountDownLatch reached, CountDownLatch released) {
    return new Clock() {
      @Override
      public Instant now() {
        if (Thread.currentThread().getName().equals("martlet-logs")) {
          reached.countDown();
          try {
            released.await();
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
        }
        return clock.now();
      }

      @Override
      public long nanoTime() {
        return clock.nanoTime();
      }

      @Override
      public Timer schedule(Duration delay, Runnable task) {
        return clock.schedule(delay, task);
      }
    };
  }

  @Test
  void afterTheEndNobodyIsLeftWaiting() {
    Flusher flusher = new Flusher(clock);
    flusher.close();
    assertThatThrownBy(() -> flusher.now(group("a")))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
