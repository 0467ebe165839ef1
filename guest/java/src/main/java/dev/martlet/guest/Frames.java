package dev.martlet.guest;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames in on descriptor 3 and out on descriptor 4, with blocking calls. */
final class Frames {
  static final int READY = 3;
  static final int ANSWER = 4;
  static final int ERROR = 5;
  static final int LAST_ERROR = 6;
  static final int HEADER_BYTES = 12;

  private static final int EVENTS = 3;
  private static final int ANSWERS = 4;
  private static final int KEPT_ANSWER_BYTES = 64 * 1024;

  /** What Java reads without memory of its own for it. */
  private static final int FIRST_READ_BYTES = 8 * 1024;

  private final FileInputStream events;
  private final FileOutputStream answers;
  private final byte[] buffer = new byte[FIRST_READ_BYTES];
  private AnswerBuffer answer = new AnswerBuffer();

  private Frames(FileInputStream events, FileOutputStream answers) {
    this.events = events;
    this.answers = answers;
  }

  static Frames ofDescriptors() {
    return new Frames(
        new FileInputStream(descriptor(EVENTS)), new FileOutputStream(descriptor(ANSWERS)));
  }

  // Sockets cannot be opened again by their names in /proc, and Java has no other way by number.
  private static FileDescriptor descriptor(int number) {
    try {
      Constructor<FileDescriptor> constructor =
          FileDescriptor.class.getDeclaredConstructor(int.class);
      constructor.setAccessible(true);
      return constructor.newInstance(number);
    } catch (ReflectiveOperationException unknownJvm) {
      throw new LinkageError("This JVM has no descriptors by number", unknownJvm);
    }
  }

  /** Waits for one frame; ends the process when the platform has let go of it. */
  Frame receive() throws IOException {
    int filled = 0;
    while (filled < HEADER_BYTES) {
      filled += read(buffer, filled);
    }
    ByteBuffer header = ByteBuffer.wrap(buffer);
    int length = header.getInt(0);
    byte[] bytes = Arrays.copyOfRange(buffer, HEADER_BYTES, HEADER_BYTES + length);
    filled -= HEADER_BYTES;
    while (filled < length) {
      filled += read(bytes, filled);
    }
    return new Frame(header.getInt(4), bytes, Short.toUnsignedInt(header.getShort(10)));
  }

  private int read(byte[] target, int from) throws IOException {
    int count = events.read(target, from, target.length - from);
    if (count < 0) {
      throw Bootstrap.end(0);
    }
    return count;
  }

  /** What the next answer is written to; empty. One that has grown large is not used again. */
  AnswerBuffer answerBuffer() {
    if (answer.length() > KEPT_ANSWER_BYTES) {
      answer = new AnswerBuffer();
    }
    answer.reset();
    return answer;
  }

  void send(int id, AnswerBuffer payload) throws IOException {
    payload.writeFrame(answers, ANSWER, id, 0);
  }

  void send(int kind, int id, String head, String payload) throws IOException {
    AnswerBuffer frame = new AnswerBuffer();
    frame.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    int headLength = frame.length();
    frame.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
    frame.writeFrame(answers, kind, id, headLength);
  }
}
