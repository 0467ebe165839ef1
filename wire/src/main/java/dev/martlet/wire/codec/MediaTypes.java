package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Structure;
import dev.martlet.wire.shape.Unit;
import org.jspecify.annotations.Nullable;

/** Which content types go with which bodies; only the strict dialect insists on them. */
final class MediaTypes {
  static final String JSON = "application/json";

  private MediaTypes() {}

  /** The type of a request's body, or null where it has none. */
  static @Nullable String ofInput(Structure<?> input) {
    int payload = input.payload();
    if (payload >= 0) {
      return ofPayload(input.members().get(payload));
    }
    return input.at(Member.Location.BODY).length > 0 ? JSON : null;
  }

  /** The type of an answer's body: an object even for an output that binds no member to it. */
  static @Nullable String ofOutput(Structure<?> output) {
    int payload = output.payload();
    if (payload >= 0) {
      return ofPayload(output.members().get(payload));
    }
    return Unit.is(output) ? null : JSON;
  }

  static String ofPayload(Member payload) {
    String modelled = payload.mediaType();
    if (modelled != null) {
      return modelled;
    }
    return switch (payload.shape()) {
      case Shape.Text text -> "text/plain";
      case Shape.Enumeration options -> "text/plain";
      case Shape.Bytes bytes -> "application/octet-stream";
      case Shape.Stream stream -> "application/octet-stream";
      default -> JSON;
    };
  }

  /** Whether a header's value is this type, parameters apart. */
  static boolean matches(@Nullable String sent, String type) {
    if (sent == null) {
      return false;
    }
    int semicolon = sent.indexOf(';');
    String plain = (semicolon < 0 ? sent : sent.substring(0, semicolon)).strip();
    return plain.equalsIgnoreCase(type);
  }

  static <I> Decoded<I> unsupported(@Nullable String sent) {
    return new Decoded.Rejected<>(
        new Rejection(
            "UnsupportedMediaTypeException", "Content-Type " + sent + " is not supported"));
  }

  /** The strict dialect's rejection of a request, or null where its types are fine. */
  static <I> @Nullable Decoded<I> check(
      Structure<I> input, Structure<?> output, WireRequest request) {
    String sent = request.headers().first("Content-Type");
    boolean empty = request.body() instanceof Blob blob && blob.isEmpty();
    if (!empty && !takes(input, sent)) {
      return unsupported(sent);
    }
    String accept = request.headers().first("Accept");
    String made = ofOutput(output);
    if (accept != null && made != null && !accepts(accept, made) && !anyBytes(output)) {
      return new Decoded.Rejected<>(
          new Rejection("NotAcceptableException", "The answer would be " + made));
    }
    return null;
  }

  /** Whether a body of the sent type may stand in a request. */
  private static boolean takes(Structure<?> input, @Nullable String sent) {
    String expected = ofInput(input);
    if (expected == null) {
      boolean emptyObject = !Unit.is(input) && input.members().isEmpty();
      return sent == null || (emptyObject && matches(sent, JSON));
    }
    return anyBytes(input) || matches(sent, expected);
  }

  /** Whether the body is bytes of no modelled type. */
  private static boolean anyBytes(Structure<?> structure) {
    if (structure.payload() < 0) {
      return false;
    }
    Member payload = structure.members().get(structure.payload());
    return payload.mediaType() == null
        && (payload.shape() instanceof Shape.Bytes || payload.shape() instanceof Shape.Stream);
  }

  private static boolean accepts(String accept, String made) {
    for (String range : accept.split(",", -1)) {
      String family = made.substring(0, made.indexOf('/')) + "/*";
      if (matches(range, made) || matches(range, "*/*") || matches(range, family)) {
        return true;
      }
    }
    return false;
  }
}
