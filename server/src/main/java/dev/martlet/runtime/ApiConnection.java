package dev.martlet.runtime;

import dev.martlet.model.Bytes;
import dev.martlet.model.Invocation;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a guest: reads its requests on a virtual thread of its own and answers them,
 * but for events, which the invocation's thread writes. While it asks for an event it reads on, so
 * that it learns at once when the guest hangs up.
 */
final class ApiConnection implements Runnable, Meeting.Asker {
  private static final System.Logger LOG = System.getLogger(ApiConnection.class.getName());

  /** What is read of a body that nobody wants, so that its sender reads our refusal. */
  private static final long MOST_UNWANTED = 1 << 20;

  private static final long MOST_TOO_LARGE = 16L << 20;
  private static final int PIECE = 32 * 1024;

  /** What an answer costs that does not arrive whole: all that was read of it was in vain. */
  private static final int BROKEN = 32;

  private static final Bytes CONTINUE = Bytes.utf8("HTTP/1.1 100 Continue\r\n\r\n");
  private static final Meeting.Said TOO_LARGE =
      new Meeting.Said(
          "Function.ResponseSizeTooLarge",
          Bytes.utf8(
              HttpReply.document(
                  "Function.ResponseSizeTooLarge",
                  "Response payload size exceeded maximum allowed payload size ("
                      + Invocation.MAX_ANSWER_BYTES
                      + " bytes).")));
  private static final Meeting.Said WRONG_MODE =
      new Meeting.Said(
          "Runtime.InvalidResponseModeHeader",
          Bytes.utf8(
              HttpReply.document(
                  "Runtime.InvalidResponseModeHeader", "Invalid function response mode")));

  private final SocketChannel channel;
  private final Meeting meeting;
  private final Patience patience;
  private final HttpInput in;
  // Taken from the question for an event until the event is written: a request that comes in the
  // meantime has to wait for its answer.
  private final Semaphore turn = new Semaphore(1);
  private volatile boolean closing;

  ApiConnection(SocketChannel channel, Meeting meeting, Patience patience) {
    this.channel = channel;
    this.meeting = meeting;
    this.patience = patience;
    this.in = new HttpInput(channel, patience);
  }

  /** Serves the connection to its end, and closes it. */
  @Override
  public void run() {
    try (channel) {
      serve();
    } catch (IOException broken) {
      LOG.log(Level.DEBUG, "A connection of a guest broke", broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      meeting.withdraw(this);
    }
  }

  private void serve() throws IOException, InterruptedException {
    try {
      boolean goesOn = true;
      while (goesOn) {
        HttpHead head = HttpHead.read(in);
        goesOn = head != null && answer(head);
      }
    } catch (BadHttpException bad) {
      awaitTurn();
      write(bad.reply().encode(false));
      channel.shutdownOutput();
    }
  }

  // False if that was the last request.
  private boolean answer(HttpHead head) throws IOException, InterruptedException {
    awaitTurn();
    HttpBody body = new HttpBody(in, head);
    return switch (ApiCall.of(head)) {
      case ApiCall.Next _ -> next(head, body);
      case ApiCall.InitError _ -> heard(meeting.claimInitError(), true, head, body);
      case ApiCall.Respond(String id, boolean error) ->
          heard(meeting.claim(id, error), error, head, body);
      case ApiCall.Unknown(HttpReply reply) -> refuse(reply, head, body);
    };
  }

  private void awaitTurn() throws InterruptedException {
    turn.acquire();
    turn.release();
  }

  private boolean next(HttpHead head, HttpBody body) throws IOException, InterruptedException {
    if (!body.drop(MOST_UNWANTED)) {
      return refuse(HttpReply.badRequest("A question with a body"), head, body);
    }
    closing = !head.keepAlive();
    turn.acquire();
    return switch (meeting.ask(this)) {
      case Meeting.Turn.Granted _ -> true;
      case Meeting.Turn.Again(GuestEvent event) -> patience.spend() && give(event);
      case Meeting.Turn.Refused(HttpReply reply) -> {
        turn.release();
        yield refuse(reply, head, body);
      }
    };
  }

  @Override
  public boolean give(GuestEvent event) {
    try {
      Bytes head = EventHead.of(event, !closing);
      int size = head.length() + event.event().length();
      if (size <= PIECE) {
        ByteBuffer whole = ByteBuffer.allocate(size);
        head.copyTo(whole);
        event.event().copyTo(whole);
        write(Bytes.adopt(whole.flip()));
      } else {
        write(head);
        write(event.event());
      }
      if (closing) {
        channel.shutdownOutput();
      }
      return true;
    } catch (IOException broken) {
      LOG.log(Level.DEBUG, "A guest did not take its event", broken);
      return false;
    } finally {
      turn.release();
    }
  }

  private boolean heard(Meeting.Turn granted, boolean error, HttpHead head, HttpBody body)
      throws IOException {
    return switch (granted) {
      case Meeting.Turn.Granted _ -> hear(error, head, body);
      case Meeting.Turn.Refused(HttpReply reply) -> refuse(reply, head, body);
      case Meeting.Turn.Again _ -> throw new IllegalStateException("Nobody asked");
    };
  }

  private boolean hear(boolean error, HttpHead head, HttpBody body) throws IOException {
    boolean known =
        head.headers().getOrDefault(HttpHead.RESPONSE_MODE, "streaming").equals("streaming");
    if (!error && !known) {
      meeting.say(WRONG_MODE);
      return reply(HttpReply.INVALID_MODE, head, body, MOST_TOO_LARGE);
    }
    if (head.length() > Invocation.MAX_ANSWER_BYTES) {
      meeting.say(TOO_LARGE);
      return reply(HttpReply.TOO_LARGE, head, body, MOST_TOO_LARGE);
    }
    Optional<Bytes> all = read(head, body);
    patience.renew();
    if (all.isEmpty()) {
      meeting.say(TOO_LARGE);
      return reply(HttpReply.TOO_LARGE, head, body, MOST_TOO_LARGE);
    }
    meeting.say(said(error, head, body, all.get()));
    return reply(HttpReply.ACCEPTED, head, body, 0);
  }

  private Optional<Bytes> read(HttpHead head, HttpBody body) throws IOException {
    boolean whole = false;
    in.free(true);
    try {
      if (head.expectsContinue() && !body.ended()) {
        write(CONTINUE);
      }
      Optional<Bytes> all = body.read(Invocation.MAX_ANSWER_BYTES);
      whole = true;
      return all;
    } finally {
      in.free(false);
      if (!whole) {
        patience.spend(BROKEN);
        meeting.lost();
      }
    }
  }

  // A streamed answer tells of an error behind it, for it has begun before anybody knew.
  private static Meeting.Said said(boolean error, HttpHead head, HttpBody body, Bytes all) {
    if (error) {
      return new Meeting.Said(errorType(head.headers().get(HttpHead.ERROR_TYPE)), all);
    }
    String late = body.trailers().get(HttpHead.ERROR_TYPE);
    if (late == null) {
      return new Meeting.Said(null, all);
    }
    return new Meeting.Said(
        errorType(late), decoded(body.trailers().getOrDefault(HttpHead.ERROR_BODY, "")));
  }

  private static String errorType(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      return "Runtime.Unknown";
    }
    String most = header.substring(0, Math.min(header.length(), Frame.MAX_ERROR_TYPE));
    return Delivery.printable(
        new String(most.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  private static Bytes decoded(String base64) {
    try {
      return Bytes.adopt(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException garbage) {
      LOG.log(Level.DEBUG, "A guest's error document is not Base64", garbage);
      return Bytes.EMPTY;
    }
  }

  private boolean refuse(HttpReply reply, HttpHead head, HttpBody body) throws IOException {
    // Without patience the guest is not answered any more.
    return patience.spend() && reply(reply, head, body, MOST_UNWANTED);
  }

  // What the guest still sends is dropped first: who closes on unread bytes takes back the answer.
  private boolean reply(HttpReply reply, HttpHead head, HttpBody body, long most)
      throws IOException {
    boolean waits = head.expectsContinue() && !body.ended() && !reply.accepted();
    boolean goesOn = head.keepAlive() && !waits && body.drop(most);
    write(reply.encode(goesOn));
    if (!goesOn) {
      channel.shutdownOutput();
    }
    return goesOn;
  }

  // In pieces, because the JDK copies what is on the heap into a buffer of the same size.
  private void write(Bytes bytes) throws IOException {
    ByteBuffer rest = bytes.buffer();
    int end = rest.limit();
    while (rest.position() < end) {
      rest.limit(Math.min(end, rest.position() + PIECE));
      channel.write(rest);
    }
  }

  /** No event will be written any more: nobody need wait for that. On any thread. */
  void forgetTurn() {
    turn.release();
  }

  /** Ends it, on any thread. */
  void close() {
    forgetTurn();
    try {
      channel.close();
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "A guest's connection could not be closed", failure);
    }
  }
}
