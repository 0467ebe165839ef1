package dev.martlet.cli.report;

import dev.martlet.cli.report.Json.Items;
import dev.martlet.cli.report.Json.Members;
import dev.martlet.cli.report.Json.Nothing;
import dev.martlet.cli.report.Json.Numeral;
import dev.martlet.cli.report.Json.Text;
import dev.martlet.cli.report.Json.Truth;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** JSON as text. Reading is bounded by the parser's own limits (1,000 levels deep). */
public final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonText() {}

  /** The one value that the text is; empty where the text is not one JSON value. */
  public static Optional<Json> read(byte[] text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      Json value = value(parser);
      return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Json value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> items(parser);
      case VALUE_STRING -> new Text(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getDecimalValue());
      case VALUE_TRUE, VALUE_FALSE -> new Truth(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> new Nothing();
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("no value starts with " + token);
    };
  }

  private static Members members(JsonParser parser) {
    Map<String, Json> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      values.put(name, value(parser));
    }
    return new Members(values);
  }

  private static Items items(JsonParser parser) {
    List<Json> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(parser));
    }
    return new Items(values);
  }

  /** The value as text, two spaces a level, without a line break at its end. */
  public static String write(Json value) {
    StringBuilder text = new StringBuilder();
    write(value, "\n", text);
    return text.toString();
  }

  /** The value as text in one line. */
  public static String line(Json value) {
    StringBuilder text = new StringBuilder();
    write(value, "", text);
    return text.toString();
  }

  private static void write(Json value, String lineBreak, StringBuilder text) {
    switch (value) {
      case Members(Map<String, Json> values) -> {
        Separator separator = new Separator(text, deeper(lineBreak));
        text.append('{');
        values.forEach(
            (name, member) -> {
              separator.next();
              quote(name, text);
              text.append(": ");
              write(member, deeper(lineBreak), text);
            });
        text.append(values.isEmpty() ? "}" : lineBreak + "}");
      }
      case Items(List<Json> values) -> {
        Separator separator = new Separator(text, deeper(lineBreak));
        text.append('[');
        values.forEach(
            item -> {
              separator.next();
              write(item, deeper(lineBreak), text);
            });
        text.append(values.isEmpty() ? "]" : lineBreak + "]");
      }
      case Text(String string) -> quote(string, text);
      case Numeral(BigDecimal number) -> text.append(number);
      case Truth(boolean truth) -> text.append(truth);
      case Nothing() -> text.append("null");
    }
  }

  /** No line break stays none. */
  private static String deeper(String lineBreak) {
    return lineBreak.isEmpty() ? "" : lineBreak + "  ";
  }

  private static void quote(String string, StringBuilder text) {
    text.append('"');
    JsonStringEncoder.getInstance().quoteAsString(string, text);
    text.append('"');
  }

  /** A comma before every element but the first, and the line break of the level. */
  private static final class Separator {
    private final StringBuilder text;
    private final String lineBreak;
    private boolean first = true;

    Separator(StringBuilder text, String lineBreak) {
      this.text = text;
      this.lineBreak = lineBreak;
    }

    void next() {
      text.append(first ? "" : ",").append(lineBreak);
      first = false;
    }
  }
}
