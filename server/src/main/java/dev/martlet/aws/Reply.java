package dev.martlet.aws;

import dev.martlet.http.Answer;
import dev.martlet.http.Exchange;
import dev.martlet.http.Field;
import dev.martlet.model.RequestId;
import dev.martlet.wire.codec.HeaderList;
import dev.martlet.wire.codec.WireResponse;
import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Body;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What answers a call, and what is told of it.
 *
 * @param caller the principal's ARN, {@code -} where it is unknown
 * @param operation its name, {@code ?} where there is none
 * @param error the code, empty where there is none
 */
record Reply(WireResponse response, String caller, String operation, String error) {

  void send(Exchange exchange, RequestId id) throws IOException {
    List<Field> fields = fields(id);
    Body body = response.body();
    if (body instanceof Blob blob) {
      exchange.respond(new Answer(response.status(), fields, Handover.bytes(blob)));
    } else {
      try (OutputStream out = exchange.stream(response.status(), fields)) {
        body.writeTo(out);
      }
    }
  }

  private List<Field> fields(RequestId id) {
    List<HeaderList.Header> headers = response.headers().headers();
    List<Field> fields = new ArrayList<>(headers.size() + 1);
    for (HeaderList.Header header : headers) {
      fields.add(new Field(header.name(), header.value()));
    }
    fields.add(new Field("x-amzn-RequestId", id.value()));
    return fields;
  }
}
