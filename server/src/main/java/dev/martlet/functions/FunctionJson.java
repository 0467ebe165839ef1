package dev.martlet.functions;

import dev.martlet.model.ByteSize;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionVersion.LogSettings;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The form in which a function's record is kept; the key holds which it is. */
final class FunctionJson {
  private static final JsonFactory JSON = new JsonFactory();

  private FunctionJson() {}

  static String write(Function function) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeStringProperty("revision", function.revision());
      Instant modified = function.modified();
      out.writeNumberProperty("modifiedMicros", ChronoUnit.MICROS.between(Instant.EPOCH, modified));
      write(out, "wanted", function.wanted());
      write(out, function.whole());
      switch (function.status()) {
        case Status.Creating() -> out.writeStringProperty("status", "creating");
        case Status.CreationFailed(String reason) -> {
          out.writeStringProperty("status", "creation-failed");
          out.writeStringProperty("reason", reason);
        }
        case Status.Active() -> out.writeStringProperty("status", "active");
        case Status.Updating(Release serving) -> {
          out.writeStringProperty("status", "updating");
          write(out, "serving", serving);
        }
        case Status.UpdateFailed(Release serving, String reason) -> {
          out.writeStringProperty("status", "update-failed");
          out.writeStringProperty("reason", reason);
          write(out, "serving", serving);
        }
      }
      out.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, Whole whole) {
    write(out, "tags", whole.tags());
    if (whole.published().isPresent()) {
      Published published = whole.published().get();
      out.writeNumberProperty("published", published.number());
      write(out, "publishedFrom", published.from());
    }
    if (whole.reserved().isPresent()) {
      out.writeNumberProperty("reserved", whole.reserved().getAsInt());
    }
    out.writeObjectPropertyStart("aliases");
    whole.aliases().values().forEach(alias -> write(out, alias));
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Alias alias) {
    out.writeObjectPropertyStart(alias.name());
    out.writeStringProperty("revision", alias.revision());
    out.writeStringProperty("version", alias.version());
    out.writeStringProperty("description", alias.description());
    if (alias.other().isPresent()) {
      out.writeStringProperty("other", alias.other().get().version());
      out.writeNumberProperty("otherWeight", alias.other().get().weight());
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, String name, Release release) {
    Settings settings = release.settings();
    out.writeObjectPropertyStart(name);
    out.writeStringProperty("revision", release.revision());
    out.writeStringProperty("archive", release.code().digest().hex());
    out.writeNumberProperty("archiveBytes", release.code().size().bytes());
    out.writeStringProperty("role", settings.role());
    out.writeStringProperty("runtime", settings.runtime());
    out.writeStringProperty("handler", settings.handler());
    out.writeStringProperty("description", settings.description());
    out.writeNumberProperty("timeoutSeconds", settings.timeout().toSeconds());
    out.writeNumberProperty("memoryBytes", settings.memory().bytes());
    write(out, "environment", settings.environment());
    out.writeStringProperty("kmsKey", settings.kmsKey());
    out.writeStringProperty("tracing", settings.tracing());
    out.writeStringProperty("logGroup", settings.log().group());
    out.writeBooleanProperty("logJson", settings.log().json());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, String name, Map<String, String> map) {
    out.writeObjectPropertyStart(name);
    map.forEach(out::writeStringProperty);
    out.writeEndObject();
  }

  static Function read(VersionId id, String json) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
      in.nextToken();
      Fields fields = Fields.read(in);
      Release wanted = release(fields.object("wanted"));
      return new Function(
          id,
          // Records once had no revision of their own, but that of the release.
          fields.has("revision") ? fields.text("revision") : wanted.revision(),
          wanted,
          Instant.EPOCH.plus(fields.number("modifiedMicros"), ChronoUnit.MICROS),
          whole(fields),
          status(fields));
    }
  }

  private static Whole whole(Fields fields) {
    return new Whole(
        fields.object("tags").strings(),
        published(fields),
        aliases(fields),
        fields.has("reserved")
            ? OptionalInt.of(Math.toIntExact(fields.number("reserved")))
            : OptionalInt.empty());
  }

  private static Optional<Published> published(Fields fields) {
    return fields.has("published")
        ? Optional.of(
            new Published(
                Math.toIntExact(fields.number("published")),
                release(fields.object("publishedFrom"))))
        : Optional.empty();
  }

  private static SortedMap<String, Alias> aliases(Fields fields) {
    SortedMap<String, Alias> aliases = new TreeMap<>();
    if (fields.has("aliases")) {
      Fields all = fields.object("aliases");
      all.values().keySet().forEach(name -> aliases.put(name, alias(name, all.object(name))));
    }
    return aliases;
  }

  private static Alias alias(String name, Fields fields) {
    return new Alias(
        name,
        fields.text("revision"),
        fields.text("version"),
        fields.text("description"),
        fields.has("other")
            ? Optional.of(new Alias.Part(fields.text("other"), fields.fraction("otherWeight")))
            : Optional.empty());
  }

  private static Status status(Fields fields) {
    return switch (fields.text("status")) {
      case "creating" -> new Status.Creating();
      case "creation-failed" -> new Status.CreationFailed(fields.text("reason"));
      case "active" -> new Status.Active();
      case "updating" -> new Status.Updating(release(fields.object("serving")));
      case "update-failed" ->
          new Status.UpdateFailed(release(fields.object("serving")), fields.text("reason"));
      default -> throw new IllegalStateException("Unknown status " + fields.text("status"));
    };
  }

  private static Release release(Fields fields) {
    return new Release(
        fields.text("revision"),
        new Release.Archive(
            new Digest(fields.text("archive")), new ByteSize(fields.number("archiveBytes"))),
        new Settings(
            fields.text("role"),
            fields.text("runtime"),
            fields.text("handler"),
            fields.text("description"),
            Duration.ofSeconds(fields.number("timeoutSeconds")),
            new ByteSize(fields.number("memoryBytes")),
            fields.object("environment").strings(),
            fields.text("kmsKey"),
            fields.text("tracing"),
            new LogSettings(fields.text("logGroup"), fields.flag("logJson"))));
  }

  /** The fields of one JSON object, each of the kind it is asked for. */
  private record Fields(Map<String, Object> values) {
    /** Reads up to the end of the object whose start is the current token. */
    static Fields read(JsonParser in) {
      Map<String, Object> values = new TreeMap<>();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        values.put(
            name,
            switch (in.nextToken()) {
              case START_OBJECT -> read(in);
              case VALUE_STRING -> in.getString();
              case VALUE_NUMBER_INT -> in.getLongValue();
              case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
              case VALUE_TRUE -> true;
              case VALUE_FALSE -> false;
              default -> throw new IllegalStateException("Unexpected value of " + name);
            });
      }
      return new Fields(values);
    }

    boolean has(String name) {
      return values.containsKey(name);
    }

    String text(String name) {
      return (String) value(name);
    }

    long number(String name) {
      return (Long) value(name);
    }

    double fraction(String name) {
      return (Double) value(name);
    }

    boolean flag(String name) {
      return (Boolean) value(name);
    }

    Fields object(String name) {
      return (Fields) value(name);
    }

    SortedMap<String, String> strings() {
      SortedMap<String, String> strings = new TreeMap<>();
      values.forEach((name, value) -> strings.put(name, (String) value));
      return strings;
    }

    private Object value(String name) {
      Object value = values.get(name);
      if (value == null) {
        throw new IllegalStateException("A function's record has no " + name);
      }
      return value;
    }
  }
}
