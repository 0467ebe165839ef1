package dev.martlet.functions;

import dev.martlet.model.Invocation;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Whether bytes are one JSON value, found out without building anything from it. */
final class EventJson {
  /** How deep an event may nest: each level costs memory while it is checked. */
  static final int DEEPEST = 10_000;

  // Numbers, strings and names may be as long as the event: nobody turns them into values here.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(Invocation.MAX_EVENT_BYTES)
                  .maxStringLength(Invocation.MAX_EVENT_BYTES)
                  .maxNameLength(Invocation.MAX_EVENT_BYTES)
                  .build())
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          // There is nothing to recycle: what is only skipped is read where it stands.
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .build();

  private static final Pattern REMARK =
      Pattern.compile(" \\((start marker|not recognized as one)|: enable `");

  private EventJson() {}

  /** What is wrong with it, for people; empty if nothing is. */
  static Optional<String> problem(byte[] event) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), event)) {
      if (in.nextToken() == null) {
        return Optional.of("there is no value");
      }
      in.skipChildren();
      return in.nextToken() == null
          ? Optional.empty()
          : Optional.of("there is more than one value");
    } catch (StreamConstraintsException tooMuch) {
      return Optional.of("it nests deeper than " + DEEPEST + " levels");
    } catch (JacksonException malformed) {
      return Optional.of(words(malformed));
    }
  }

  // The parser's words, without its remarks on our program: where the text came from and what
  // could be enabled.
  private static String words(JacksonException malformed) {
    return REMARK.split(malformed.getOriginalMessage(), 2)[0];
  }

  static boolean isObject(byte[] event) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), event)) {
      return in.nextToken() == JsonToken.START_OBJECT && problem(event).isEmpty();
    } catch (JacksonException malformed) {
      return false;
    }
  }
}
