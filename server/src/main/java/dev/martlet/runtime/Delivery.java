package dev.martlet.runtime;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.Bytes;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.regex.Pattern;

/** How what a guest said reaches its caller, through whichever door it was said. */
final class Delivery {
  private static final System.Logger LOG = System.getLogger(Delivery.class.getName());

  // The type ends in headers, logs and consoles: a guest must not write there what is no character
  // to see, such as the end of a line or a change of direction.
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private Delivery() {}

  // A caller who hung up changes nothing for the environment: its answer is dropped.
  static void to(AnswerSink sink, Bytes payload) {
    try {
      sink.write(payload);
    } catch (IOException hungUp) {
      LOG.log(Level.DEBUG, "The caller hung up before the answer", hungUp);
    }
  }

  static String printable(String errorType) {
    return INVISIBLE.matcher(errorType).replaceAll("?");
  }
}
