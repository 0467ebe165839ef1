package dev.martlet.wire.codec;

import dev.martlet.wire.shape.Blob;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Opens and closes JSON: one value a text, within bounds. */
final class JsonText {
  /** Objects and arrays inside each other. */
  static final int MAX_DEPTH = 128;

  /** Characters of a number. */
  static final int MAX_NUMBER_LENGTH = 1000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  // The listener bounds whole bodies; a zip in base64 is one string of them.
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonText() {}

  /** The text is not JSON at all, as opposed to JSON of another shape. */
  static final class NotJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotJson(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * Reads the one value of {@code text}; the parser stands on its first token.
   *
   * @throws NotJson if it is no JSON, or holds more than one value
   * @throws Malformed if {@code reader} throws it, or a number does not fit its type
   */
  static <T extends @Nullable Object> T read(Blob text, Function<JsonParser, T> reader) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text.stream())) {
      if (parser.nextToken() == null) {
        throw new NotJson("No content to map due to end-of-input");
      }
      T value = reader.apply(parser);
      JsonToken more = parser.nextToken();
      if (more != null) {
        throw new NotJson("Unexpected content after the value");
      }
      return value;
    } catch (InputCoercionException unfit) {
      throw new Malformed(unfit.getOriginalMessage());
    } catch (StreamConstraintsException tooMuch) {
      throw new Malformed(
          "JSON may nest %d levels deep, and a number may have %d characters"
              .formatted(MAX_DEPTH, MAX_NUMBER_LENGTH));
    } catch (JacksonException broken) {
      throw new NotJson(words(broken));
    }
  }

  // The parser's words, without its remarks on where in our program the text came from.
  private static String words(JacksonException broken) {
    String words = String.valueOf(broken.getOriginalMessage());
    int remark = words.indexOf(" (start marker");
    return remark < 0 ? words : words.substring(0, remark);
  }

  static Blob write(Consumer<JsonGenerator> writer) {
    Buffer buffer = new Buffer();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), buffer)) {
      writer.accept(generator);
    }
    return buffer.adopt();
  }

  /** Gives its bytes away instead of copying them. */
  private static final class Buffer extends ByteArrayOutputStream {
    Buffer() {
      super(512);
    }

    Blob adopt() {
      return Blob.adopt(buf, 0, count);
    }
  }
}
