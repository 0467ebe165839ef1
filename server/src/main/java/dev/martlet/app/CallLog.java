package dev.martlet.app;

import dev.martlet.model.Observer;
import java.lang.System.Logger.Level;

/**
 * One line per management call. Successful invocations are told only at level DEBUG: they have log
 * lines of their own, and thousands of them a second would drown every other call.
 */
final class CallLog implements Observer {
  /** Of the logger. */
  static final String NAME = "dev.martlet.calls";

  private static final System.Logger LOG = System.getLogger(NAME);

  @Override
  public void on(Happened happened) {
    if (happened instanceof ApiCallEnded ended) {
      boolean quiet = ended.operation().equals("Invoke") && ended.status() < 300;
      Level level = quiet ? Level.DEBUG : Level.INFO;
      if (LOG.isLoggable(level)) {
        LOG.log(level, line(ended));
      }
    }
  }

  static String line(ApiCallEnded ended) {
    return ended.id()
        + " "
        + ended.caller()
        + " "
        + ended.operation()
        + " "
        + ended.status()
        + (ended.error().isEmpty() ? "" : " " + ended.error())
        + " "
        + ended.took().toMillis()
        + " ms";
  }
}
