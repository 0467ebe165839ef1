package dev.martlet.runtime;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.Bytes;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.util.regex.Pattern;

/**
 * The host's ends of descriptors 3 and 4 of one environment: {@link #initialise} once, then {@link
 * #invoke} as often as it answers {@link Answer.Answered}, or {@link Answer.Failed} that is not the
 * last. After any other result the connection is of no more use, and the environment must be
 * killed.
 *
 * <p>Used by one thread at a time, which blocks; {@link #close} may be called by any thread and
 * ends a blocked call with {@code Closed}, as does the death of the guest. Holds one direct buffer
 * of 32 KiB.
 */
public final class GuestConnection implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GuestConnection.class.getName());

  // The type ends in headers, logs and consoles: a guest must not write there what is no character
  // to see, such as the end of a line or a change of direction.
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  /** A look costs about a microsecond, and waking a thread that sleeps about a hundred. */
  private static final int LOOKS = 128;

  private static final int MOST_MISSES = 6;

  private final SocketChannel events;
  private final SocketChannel answers;
  private final FrameChannel frames;
  private final Lookout lookout;
  private int lastId;
  private int misses;
  private int skips;

  /** Takes two connected sockets in blocking mode; closing the connection closes them. */
  public GuestConnection(SocketChannel events, SocketChannel answers, Lookout lookout) {
    this.events = events;
    this.answers = answers;
    this.frames = new FrameChannel(events, answers);
    this.lookout = lookout;
  }

  /** Has the guest load the function's code; waits until it has. */
  public InitResult initialise(InitSettings settings) {
    try {
      int id = ++lastId;
      frames.write(Frame.INIT, id, settings.encode(), Bytes.EMPTY);
      FrameChannel.Received frame = frames.read(id);
      return switch (frame.kind()) {
        case Frame.READY -> new InitResult.Ready();
        case Frame.LAST_ERROR -> new InitResult.Failed(printable(frame.head()), frame.payload());
        default -> new InitResult.Malformed("the guest answered before it was ready");
      };
    } catch (MalformedFrameException malformed) {
      return new InitResult.Malformed("the guest sent " + malformed.getMessage());
    } catch (IOException dead) {
      LOG.log(Level.DEBUG, "The stream ended while a guest loaded", dead);
      return new InitResult.Closed();
    }
  }

  /** Hands {@code event} to the handler; waits for its answer and writes it to {@code sink}. */
  public Answer invoke(GuestEvent event, AnswerSink sink) {
    int id = ++lastId;
    try {
      frames.write(Frame.INVOKE, id, event.encodeHead(), event.event());
    } catch (IOException dead) {
      LOG.log(Level.DEBUG, "A guest was dead before its event", dead);
      return new Answer.Closed(false);
    }
    boolean alone = lookout.begin();
    try {
      if (alone) {
        look();
      }
      return answer(frames.read(id), sink);
    } catch (MalformedFrameException malformed) {
      return new Answer.Malformed("the guest sent " + malformed.getMessage());
    } catch (IOException dead) {
      LOG.log(Level.DEBUG, "The stream ended during an invocation", dead);
      return new Answer.Closed(true);
    } finally {
      lookout.end();
    }
  }

  // After each time in vain the next 1, 3, 7 … invocations do without.
  private void look() throws IOException {
    if (skips > 0) {
      skips--;
    } else {
      misses = frames.look(LOOKS) ? 0 : Math.min(misses + 1, MOST_MISSES);
      skips = (1 << misses) - 1;
    }
  }

  private static Answer answer(FrameChannel.Received frame, AnswerSink sink) {
    int size = frame.payload().length();
    return switch (frame.kind()) {
      case Frame.ANSWER -> {
        deliver(frame.payload(), sink);
        yield new Answer.Answered(size);
      }
      case Frame.ERROR, Frame.LAST_ERROR -> {
        deliver(frame.payload(), sink);
        boolean last = frame.kind() == Frame.LAST_ERROR;
        yield new Answer.Failed(printable(frame.head()), size, last);
      }
      default -> new Answer.Malformed("the guest was ready twice");
    };
  }

  // A caller who hung up changes nothing for the environment: its answer is dropped.
  private static void deliver(Bytes payload, AnswerSink sink) {
    try {
      sink.write(payload);
    } catch (IOException hungUp) {
      LOG.log(Level.DEBUG, "The caller hung up before the answer", hungUp);
    }
  }

  private static String printable(String errorType) {
    return INVISIBLE.matcher(errorType).replaceAll("?");
  }

  @Override
  public void close() {
    close(events);
    close(answers);
  }

  private static void close(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "A guest's socket could not be closed", failure);
    }
  }
}
