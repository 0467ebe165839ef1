package dev.martlet.pool;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.Bytes;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** Who called: no invocation depends on whether they are still there. */
final class Callers {
  private static final System.Logger LOG = System.getLogger(Callers.class.getName());

  private Callers() {}

  /** Writes an answer. A caller who hung up changes nothing: the outcome is logged all the same. */
  static void tell(Bytes answer, AnswerSink sink) {
    try {
      sink.write(answer);
    } catch (IOException hungUp) {
      LOG.log(Level.DEBUG, "The caller hung up before the answer", hungUp);
    }
  }
}
