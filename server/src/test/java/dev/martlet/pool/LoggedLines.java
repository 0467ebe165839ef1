package dev.martlet.pool;

import dev.martlet.model.AccountId;
import dev.martlet.model.LogSink;
import dev.martlet.model.Region;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log that a test can read. */
final class LoggedLines implements LogSink {
  final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public Stream open(AccountId account, Region region, String group, String stream) {
    return new Stream() {
      @Override
      public void append(long millis, ByteBuffer line) {
        lines.add(StandardCharsets.UTF_8.decode(line.duplicate()).toString());
      }

      @Override
      public void close() {
        lines.add("closed");
      }
    };
  }
}
