package dev.martlet.wire.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The headers of a message, as a transport has them: names in any case, values without blanks. */
public interface Headers {
  /** All values of the header, in order; empty where it is absent. The name's case is ignored. */
  List<String> all(String name);

  /** The names, each once, as they were sent. */
  Iterable<String> names();

  /** The first value of the header, or null. */
  default @Nullable String first(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? null : values.getFirst();
  }
}
