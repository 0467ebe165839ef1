package dev.martlet.model;

import java.nio.ByteBuffer;

/** Where functions' log lines go. Implemented by {@code logs}. */
public interface LogSink {
  /**
   * Opens the stream of one environment; creates group and stream if they are not there.
   *
   * @param group the log group's name, such as {@code /aws/lambda/square}
   * @param stream the stream's name, such as {@code 2026/11/21/[$LATEST]0123…}
   */
  Stream open(AccountId account, Region region, String group, String stream);

  /** The log of one environment. Not safe for several threads at once. */
  interface Stream extends AutoCloseable {
    /**
     * Appends one event, without its newline, at most {@link #MAX_EVENT_BYTES} long. Never blocks
     * on a disk: under pressure lines are dropped and counted, and the count is written later.
     *
     * @param millis when it was read, in milliseconds since the epoch
     */
    void append(long millis, ByteBuffer line);

    @Override
    void close();
  }

  /** Longest log event; a longer line is split. */
  int MAX_EVENT_BYTES = 262_118;
}
