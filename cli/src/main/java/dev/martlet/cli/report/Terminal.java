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
  private final boolean colour;
  private final boolean outTerminal;
  private final boolean errTerminal;
  private final String command = System.getProperty("martlet.command", "./martlet");

  private Terminal(
      InputStream in,
      PrintStream out,
      PrintStream err,
      boolean colour,
      boolean outTerminal,
      boolean errTerminal) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.colour = colour;
    this.outTerminal = outTerminal;
    this.errTerminal = errTerminal;
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
        colour,
        Boolean.getBoolean("martlet.terminal.out"),
        Boolean.getBoolean("martlet.terminal.err"));
  }

  /** Streams that are no terminal. */
  public static Terminal of(InputStream in, OutputStream out, OutputStream err) {
    return new Terminal(in, printing(out), printing(err), false, false, false);
  }

  /** Streams that are a terminal without colours. */
  public static Terminal plain(InputStream in, OutputStream out, OutputStream err) {
    return new Terminal(in, printing(out), printing(err), false, true, true);
  }

  private static PrintStream printing(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  /** A line of data. */
  public void line(String text) {
    out.println(text);
  }

  /** Data of others as they are, but harmless on a terminal; without a line break of ours. */
  public void foreign(byte[] data) {
    byte[] shown =
        outTerminal
            ? Visible.of(new String(data, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
            : data;
    out.write(shown, 0, shown.length);
    out.flush();
  }

  /** A line of others' text: as it is, but harmless on a terminal. */
  public String foreign(String text) {
    return outTerminal ? Visible.of(text) : text;
  }

  /** A line of others' text as talk: as it is, but harmless on a terminal. */
  public void foreignNote(String text) {
    err.println(errTerminal ? Visible.of(text) : text);
  }

  /** A line of talk: progress, warnings, hints. */
  public void note(String text) {
    err.println(ours(text));
  }

  /** Whether lines of data may show colours. */
  public boolean colours() {
    return colour && outTerminal;
  }

  /** The text as a word of data that shows its style where the stream shows colours. */
  public String styled(Style style, String text) {
    return colours() ? style.around(text) : text;
  }

  /** A text of ours, in which the command is called as it was called: an installed one by name. */
  public String ours(String text) {
    return text.replace("./martlet", command);
  }

  /** What went wrong, and below it what to do. */
  public void failure(Failure failure) {
    String name = colour && errTerminal ? Style.RED.around("martlet:") : "martlet:";
    err.println(name + " " + ours(failure.what()));
    failure.remedies().forEach(remedy -> err.println("  " + ours(remedy)));
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
