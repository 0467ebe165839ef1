package dev.martlet.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The two streams of a command: data goes to {@code out}, talk to {@code err}. Colour appears only
 * on a terminal, and never when {@code NO_COLOR} is set or {@code TERM} is {@code dumb}.
 */
public final class Terminal {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean outColour;
  private final boolean errColour;

  private Terminal(
      InputStream in, PrintStream out, PrintStream err, boolean outColour, boolean errColour) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.outColour = outColour;
    this.errColour = errColour;
  }

  /**
   * The process's own streams. The script says in the system properties {@code
   * martlet.terminal.out} and {@code martlet.terminal.err} which of them are terminals: a JVM can
   * not ask about one alone.
   */
  public static Terminal system(Map<String, String> environment) {
    boolean colour =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    return new Terminal(
        System.in,
        System.out,
        System.err,
        colour && Boolean.getBoolean("martlet.terminal.out"),
        colour && Boolean.getBoolean("martlet.terminal.err"));
  }

  /** Streams that are no terminal. */
  public static Terminal of(InputStream in, OutputStream out, OutputStream err) {
    return new Terminal(in, printing(out), printing(err), false, false);
  }

  private static PrintStream printing(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  /** A line of data. */
  public void line(String text) {
    out.println(text);
  }

  /** Data as they are, without a line break of ours. */
  public void raw(byte[] data) {
    out.write(data, 0, data.length);
    out.flush();
  }

  /** A line of talk: progress, warnings, hints. */
  public void note(String text) {
    err.println(text);
  }

  /** Whether lines of data may show colours. */
  public boolean colours() {
    return outColour;
  }

  /** The text as a word of data that shows its style where the stream shows colours. */
  public String styled(Style style, String text) {
    return outColour ? style.around(text) : text;
  }

  /** What went wrong, and below it what to do. */
  public void failure(Failure failure) {
    String name = errColour ? Style.RED.around("martlet:") : "martlet:";
    err.println(name + " " + failure.what());
    failure.remedies().forEach(remedy -> err.println("  " + remedy));
  }

  /** All of standard input, at most the given number of bytes. */
  public byte[] input(int limit) {
    try {
      byte[] data = in.readNBytes(limit + 1);
      if (data.length > limit) {
        throw Failure.usage("Standard input holds more than " + limit + " bytes.");
      }
      return data;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
