package dev.martlet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberFileTest {
  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("number"), content);
  }

  @Test
  void tellsTheNumberAsItIsNow() throws IOException {
    Path path = file("4096\n");
    try (NumberFile number = new NumberFile(path)) {
      assertThat(number.read()).isEqualTo(4096);
      Files.writeString(path, "9223372036854771712\n");
      assertThat(number.read()).isEqualTo(9_223_372_036_854_771_712L);
    }
  }

  @Test
  void complainsOfAFileThatHoldsNone() throws IOException {
    try (NumberFile number = new NumberFile(file("max\n"))) {
      assertThatThrownBy(number::read)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("holds no number: max");
    }
    try (NumberFile number = new NumberFile(file(""))) {
      assertThatThrownBy(number::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void readsNothingOnceItIsClosed() throws IOException {
    NumberFile number = new NumberFile(file("1"));
    number.close();
    number.close();
    assertThatThrownBy(number::read).hasMessageContaining("is closed");
  }

  @Test
  void isReadOnAnInterruptedThreadToo() throws IOException {
    try (NumberFile number = new NumberFile(file("1"))) {
      Thread.currentThread().interrupt();
      assertThat(number.read()).isEqualTo(1);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(number.read()).isEqualTo(1);
    }
  }
}
