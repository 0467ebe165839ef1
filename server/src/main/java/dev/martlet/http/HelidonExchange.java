package dev.martlet.http;

import dev.martlet.model.Bytes;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exchange over the web server's request and response. */
final class HelidonExchange implements Exchange {
  private final RoutingRequest request;
  private final RoutingResponse response;
  private final RequestBody body;
  private boolean answered;

  HelidonExchange(
      RoutingRequest request, RoutingResponse response, Stalls stalls, BodyBudget budget) {
    this.request = request;
    this.response = response;
    this.body = new RequestBody(request, stalls, budget);
  }

  /** The exchange is over. */
  void release() {
    body.release();
  }

  @Override
  public String method() {
    return request.prologue().method().text();
  }

  @Override
  public String rawPath() {
    return request.prologue().uriPath().rawPath();
  }

  @Override
  public String rawQuery() {
    return request.prologue().query().rawValue();
  }

  @Override
  public @Nullable String header(String lowerCaseName) {
    List<String> values = headerValues(lowerCaseName);
    return switch (values.size()) {
      case 0 -> null;
      case 1 -> values.getFirst();
      default -> String.join(",", values);
    };
  }

  @Override
  public List<String> headerValues(String lowerCaseName) {
    return request.headers().all(HeaderNames.createFromLowercase(lowerCaseName), List::of);
  }

  @Override
  public List<String> headerNames() {
    List<String> names = new ArrayList<>();
    request.headers().forEach(header -> names.add(header.name()));
    return names;
  }

  @Override
  public String endpoint() {
    String scheme = request.isSecure() ? "https" : "http";
    return scheme + "://" + request.authority();
  }

  @Override
  public String remote() {
    return request.remotePeer().host() + ":" + request.remotePeer().port();
  }

  @Override
  public Bytes body(int limit) throws IOException {
    return body.read(limit);
  }

  @Override
  public void respond(Answer answer) throws IOException {
    begin(answer.status(), answer.fields());
    if (method().equals("HEAD")) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length()));
      send(response::send);
    } else {
      send(() -> answer.body().writeTo(new WholeBody(response)));
    }
  }

  @Override
  public OutputStream stream(int status, List<Field> fields) throws IOException {
    begin(status, fields);
    if (!response.headers().contains(HeaderNames.CONTENT_LENGTH)) {
      response.header(HeaderValues.TRANSFER_ENCODING_CHUNKED);
    }
    return new StreamedBody(response);
  }

  @Override
  public boolean answered() {
    return answered;
  }

  /** Ends an exchange whose route has returned: drops what it left unread of the body. */
  void finish() throws IOException {
    if (!answered) {
      throw new IllegalStateException("The route did not answer " + rawPath());
    }
    body.drop();
  }

  /**
   * Whether the names of its headers are names: for whom {@code "Content-Length "} is none, what is
   * the body for another is the next request.
   */
  boolean namesItsHeaders() {
    for (Header header : request.headers()) {
      boolean known = header.headerName().index() >= 0;
      if (!known && !Field.isName(header.name())) {
        return false;
      }
    }
    return true;
  }

  /** Whether the host, which ends up in links and signatures, is one and harmless. */
  boolean namesOneHost() {
    List<String> hosts = request.headers().all(HeaderNames.HOST, List::of);
    return hosts.size() == 1 && plainHost(hosts.getFirst());
  }

  private static boolean plainHost(String host) {
    for (int i = 0; i < host.length(); i++) {
      char character = host.charAt(i);
      boolean letter = character < 128 && Character.isLetterOrDigit(character);
      if (!letter && ".:-_[]".indexOf(character) < 0) {
        return false;
      }
    }
    return !host.isEmpty();
  }

  /** Says that something failed, if nothing was said yet; the connection ends after it. */
  void refuse(Answer answer) {
    if (answered) {
      return;
    }
    response.header(HeaderValues.CONNECTION_CLOSE);
    try {
      respond(answer);
    } catch (IOException gone) {
      throw new CloseConnectionException("The caller hung up", gone);
    }
  }

  private void begin(int status, List<Field> fields) {
    if (answered) {
      throw new IllegalStateException("Answered twice: " + rawPath());
    }
    answered = true;
    response.status(Status.create(status));
    for (Field field : fields) {
      response.headers().add(HeaderValues.create(field.name(), field.value()));
    }
  }

  /** Takes an answer's body, which comes in one piece, straight into the web server's one write. */
  private static final class WholeBody extends OutputStream {
    private final RoutingResponse response;

    WholeBody(RoutingResponse response) {
      this.response = response;
    }

    @Override
    public void write(int octet) {
      throw new UnsupportedOperationException("A body comes in one piece");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      response.send(bytes, offset, length);
    }
  }

  /** An answer in pieces; it is complete only once it is closed. */
  private static final class StreamedBody extends OutputStream {
    private final RoutingResponse response;
    private final OutputStream out;

    StreamedBody(RoutingResponse response) {
      this.response = response;
      this.out = response.outputStream();
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      send(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      send(out::flush);
    }

    @Override
    public void close() throws IOException {
      send(
          () -> {
            out.close();
            response.commit();
          });
    }
  }

  /** Something that writes to the connection. */
  private interface Sending {
    void run() throws IOException;
  }

  /** Turns the web server's way to say that the caller hung up into the usual one. */
  private static void send(Sending sending) throws IOException {
    try {
      sending.run();
    } catch (ServerConnectionException gone) {
      throw new IOException("The caller hung up", gone);
    }
  }
}
