package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import dev.martlet.wire.shape.Body;
import dev.martlet.wire.shape.ErrorShape;
import dev.martlet.wire.shape.Member;
import dev.martlet.wire.shape.Operation;
import dev.martlet.wire.shape.Shape;
import dev.martlet.wire.shape.Structure;
import dev.martlet.wire.shape.WireEnum;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What the JSON protocols have in common. */
final class JsonBodies {
  private JsonBodies() {}

  static Blob buffered(Body body) {
    if (body instanceof Blob blob) {
      return blob;
    }
    throw new IllegalStateException("only operations with a streaming member take a stream");
  }

  /** Runs a decoder; what it cannot read becomes a rejection. */
  static <I> Decoded<I> guarded(Supplier<Decoded<I>> decoder) {
    try {
      return decoder.get();
    } catch (JsonText.NotJson broken) {
      return unreadable("Could not parse request body into json: " + broken.getMessage());
    } catch (Malformed unreadable) {
      return unreadable(unreadable.reason());
    }
  }

  private static <I> Decoded<I> unreadable(String message) {
    return new Decoded.Rejected<>(new Rejection("SerializationException", message));
  }

  /** Applies defaults and checks the whole input, then makes it. */
  static <I> Decoded<I> finish(
      Operation<I, ?> operation, @Nullable Object[] values, Checks checks, Dialect dialect) {
    Structure<I> input = operation.input();
    JsonReader.defaults(input, values);
    checks.structure(input, values, null);
    if (!checks.failed()) {
      return new Decoded.Valid<>(input.construct(values));
    }
    String code = operation.service().validationError();
    return new Decoded.Rejected<>(Wording.of(dialect).rejection(code, checks.violations()));
  }

  /** Writes the members at {@code positions} as one object. */
  static <T> void object(JsonGenerator json, Structure<T> structure, T value, int[] positions) {
    JsonWriter writer = new JsonWriter(json);
    json.writeStartObject();
    for (int index : positions) {
      writer.member(structure.members().get(index), structure.value(value, index));
    }
    json.writeEndObject();
  }

  /** The value of a member of an error, or null where nobody gave one. */
  static @Nullable Object errorValue(
      ErrorShape error, Member member, @Nullable String message, Map<String, ?> members) {
    Object given = members.get(member.name());
    if (given != null) {
      // Whoever refuses gives texts, also where the model has an enumeration.
      return given instanceof String text && member.shape() instanceof Shape.Enumeration
          ? (WireEnum) () -> text
          : given;
    }
    return switch (member.name()) {
      case "message", "Message" -> message;
      case "Type" -> error.clientFault() ? "User" : "Service";
      default -> null;
    };
  }

  /** Reads an error's answer; {@code code} is null where only the body may name it. */
  static <O> Reply<O> failure(int status, @Nullable String code, Blob body) {
    List<String> found = new ArrayList<>(List.of("", ""));
    if (!body.isEmpty()) {
      try {
        JsonText.read(body, parser -> codeAndMessage(parser, found));
      } catch (Malformed | JsonText.NotJson unreadable) {
        if (code == null) {
          return new Reply.Unreadable<>(status, "an error that is not JSON: " + preview(body));
        }
      }
    }
    String named = code == null || code.isEmpty() ? found.getFirst() : code;
    String plain = named.replaceFirst("^[^#]*#", "").replaceFirst(":.*$", "");
    return new Reply.Failure<>(status, plain.isEmpty() ? "Unknown" : plain, found.getLast());
  }

  private static boolean codeAndMessage(JsonParser parser, List<String> found) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return false;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName().toLowerCase(Locale.ROOT);
      boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
      if (text && (name.equals("__type") || name.equals("code"))) {
        found.set(0, parser.getString());
      } else if (text && name.equals("message")) {
        found.set(1, parser.getString());
      } else {
        parser.skipChildren();
      }
    }
    return true;
  }

  static String preview(Blob body) {
    String text = body.toUtf8();
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
