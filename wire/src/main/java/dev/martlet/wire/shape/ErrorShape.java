package dev.martlet.wire.shape;

import java.util.List;

/**
 * An error on the wire.
 *
 * @param code what clients switch on, {@code ResourceNotFoundException}
 * @param status of the HTTP response
 * @param members beyond the code; the message is the one whose name is "message" in any case
 */
public record ErrorShape(String code, int status, List<Member> members) {
  public ErrorShape {
    members = List.copyOf(members);
  }

  /** Whether the caller can mend it. */
  public boolean clientFault() {
    return status < 500;
  }
}
