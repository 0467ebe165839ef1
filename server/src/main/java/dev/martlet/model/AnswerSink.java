package dev.martlet.model;

import java.io.IOException;

/**
 * Where an invocation's answer goes. A buffered answer is written once, a streamed one piece by
 * piece; back-pressure is the blocked write. Called on the invocation's thread only.
 *
 * <p>An {@link IOException} means the caller hung up: the invocation runs on to its end, and the
 * rest of the answer is dropped.
 */
@FunctionalInterface
public interface AnswerSink {
  void write(Bytes piece) throws IOException;
}
