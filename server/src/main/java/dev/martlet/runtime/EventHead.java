package dev.martlet.runtime;

import dev.martlet.model.Bytes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The head of the answer that brings an event; what belongs to no caller of ours is left out. */
final class EventHead {
  private EventHead() {}

  static Bytes of(GuestEvent event, boolean keepAlive) {
    StringBuilder head = new StringBuilder(512);
    head.append("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n");
    add(head, "Lambda-Runtime-Aws-Request-Id", event.id().value());
    add(head, "Lambda-Runtime-Deadline-Ms", Long.toString(event.deadline().toEpochMilli()));
    add(head, "Lambda-Runtime-Invoked-Function-Arn", event.invokedArn());
    add(head, "Lambda-Runtime-Trace-Id", event.traceHeader());
    add(head, "Lambda-Runtime-Client-Context", event.clientContext());
    if (!keepAlive) {
      head.append("Connection: close\r\n");
    }
    head.append("Content-Length: ").append(event.event().length()).append("\r\n\r\n");
    return Bytes.adopt(head.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void add(StringBuilder head, String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return;
    }
    head.append(name).append(": ");
    for (int i = 0; i < value.length(); i++) {
      // The caller wrote it: the end of a line would begin a header of the caller's. In JSON,
      // control characters stand between tokens only, where a blank means the same.
      char c = value.charAt(i);
      head.append(c < ' ' || c == 0x7f ? ' ' : c);
    }
    head.append("\r\n");
  }
}
