package dev.martlet.runtime;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.Bytes;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;

/** The door of our own bootstraps: the host's ends of descriptors 3 and 4 of one environment. */
public final class GuestConnection implements Guest {
  private static final System.Logger LOG = System.getLogger(GuestConnection.class.getName());

  private final SocketChannel events;
  private final SocketChannel answers;
  private final FrameBuffers buffers;
  private int lastId;

  /** Takes two connected sockets in blocking mode; closing the connection closes them. */
  public GuestConnection(SocketChannel events, SocketChannel answers, FrameBuffers buffers) {
    this.events = events;
    this.answers = answers;
    this.buffers = buffers;
  }

  @Override
  public InitResult initialise(InitSettings settings) {
    try (FrameChannel frames = exchange()) {
      int id = ++lastId;
      frames.write(Frame.INIT, id, settings.encode(), Bytes.EMPTY);
      FrameChannel.Received frame = frames.read(id);
      return switch (frame.kind()) {
        case Frame.READY -> new InitResult.Ready();
        case Frame.LAST_ERROR ->
            new InitResult.Failed(Delivery.printable(frame.head()), frame.payload());
        default -> new InitResult.Malformed("the guest answered before it was ready");
      };
    } catch (MalformedFrameException malformed) {
      return new InitResult.Malformed("the guest sent " + malformed.getMessage());
    } catch (IOException dead) {
      LOG.log(Level.DEBUG, "The stream ended while a guest loaded", dead);
      return new InitResult.Closed();
    }
  }

  @Override
  public Answer invoke(GuestEvent event, AnswerSink sink) {
    FrameChannel.Received frame;
    try (FrameChannel frames = exchange()) {
      int id = ++lastId;
      try {
        frames.write(Frame.INVOKE, id, event.encodeHead(), event.event());
      } catch (IOException dead) {
        LOG.log(Level.DEBUG, "A guest was dead before its event", dead);
        return new Answer.Closed(false);
      }
      frame = frames.read(id);
    } catch (MalformedFrameException malformed) {
      return new Answer.Malformed("the guest sent " + malformed.getMessage());
    } catch (IOException dead) {
      LOG.log(Level.DEBUG, "The stream ended during an invocation", dead);
      return new Answer.Closed(true);
    }
    return answer(frame, sink);
  }

  private FrameChannel exchange() {
    return new FrameChannel(events, answers, buffers);
  }

  private static Answer answer(FrameChannel.Received frame, AnswerSink sink) {
    int size = frame.payload().length();
    return switch (frame.kind()) {
      case Frame.ANSWER -> {
        Delivery.to(sink, frame.payload());
        yield new Answer.Answered(size);
      }
      case Frame.ERROR, Frame.LAST_ERROR -> {
        Delivery.to(sink, frame.payload());
        boolean last = frame.kind() == Frame.LAST_ERROR;
        yield new Answer.Failed(Delivery.printable(frame.head()), size, last);
      }
      default -> new Answer.Malformed("the guest was ready twice");
    };
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
