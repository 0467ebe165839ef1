package dev.martlet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.model.LogSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineAssemblerTest {
  private final List<String> lines = new ArrayList<>();
  private final LineAssembler assembler =
      new LineAssembler(line -> lines.add(StandardCharsets.UTF_8.decode(line).toString()));

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assembler.add(bytes, bytes.length);
  }

  @Test
  void cutsAtNewlinesAndKeepsEmptyLines() {
    add("one\n\ntwo\n");

    assertThat(lines).containsExactly("one", "", "two");
  }

  @Test
  void whatHasNoNewlineWaitsForItsRestOrTheFlush() {
    add("one");
    add(" and more\ntwo");
    assertThat(lines).containsExactly("one and more");

    assembler.flush();
    assembler.flush();

    assertThat(lines).containsExactly("one and more", "two");
  }

  @Test
  void aLineLongerThanAnEventIsSplit() {
    String endless = "x".repeat(LogSink.MAX_EVENT_BYTES * 2 + 5);
    for (int at = 0; at < endless.length(); at += 4096) {
      add(endless.substring(at, Math.min(endless.length(), at + 4096)));
    }
    assembler.flush();

    assertThat(lines).hasSize(3);
    assertThat(String.join("", lines)).isEqualTo(endless);
  }

  @Test
  void theCutDoesNotDependOnHowTheBytesArrive() {
    String text = "alpha\nbéta\n\n" + "gamma".repeat(1000) + "\nlast";
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      lines.clear();
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      for (int at = 0; at < bytes.length; ) {
        int piece = Math.min(bytes.length - at, 1 + random.nextInt(700));
        byte[] read = new byte[700];
        System.arraycopy(bytes, at, read, 0, piece);
        assembler.add(read, piece);
        at += piece;
      }
      assembler.flush();
      assertThat(String.join("\n", lines)).as("seed %d", seed).isEqualTo(text);
    }
  }
}
