package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Structure;
import org.jspecify.annotations.Nullable;

/** Which content types go with which bodies; only the strict dialect insists on them. */
final class MediaTypes {
  static final String JSON = "application/json";

  private MediaTypes() {}

  /** The type of the body that a structure makes, or null where it makes none. */
  static @Nullable String of(Structure<?> structure) {
    int payload = structure.payload();
    if (payload >= 0) {
      return ofPayload(structure.members().get(payload));
    }
    return structure.at(Member.Location.BODY).length > 0 ? JSON : null;
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
    String expected = of(input);
    boolean empty = request.body() instanceof Blob blob && blob.isEmpty();
    boolean anyBytes =
        input.payload() >= 0
            && "application/octet-stream".equals(expected)
            && input.members().get(input.payload()).mediaType() == null;
    if (expected == null ? sent != null : !empty && !anyBytes && !matches(sent, expected)) {
      return unsupported(sent);
    }
    String accept = request.headers().first("Accept");
    String made = of(output);
    if (accept != null && made != null && !accepts(accept, made)) {
      return new Decoded.Rejected<>(
          new Rejection("NotAcceptableException", "The answer would be " + made));
    }
    return null;
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
