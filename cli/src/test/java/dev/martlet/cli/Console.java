package dev.martlet.cli;

import dev.martlet.cli.deploy.Pace;
import dev.martlet.cli.report.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Runs commands in this process and keeps what they print. */
final class Console {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Map<String, String> environment = new HashMap<>();
  private String input = "";
  private boolean terminal;
  private Pace pace = time -> {};
  private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private String out = "";
  private String err = "";

  Console variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Console input(String text) {
    input = text;
    return this;
  }

  Console terminal(boolean is) {
    terminal = is;
    return this;
  }

  Console pace(Pace replaced) {
    pace = replaced;
    return this;
  }

  Console clock(Clock replaced) {
    clock = replaced;
    return this;
  }

  /** Runs one command and returns its exit code. */
  int run(String... arguments) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteArrayOutputStream talk = new ByteArrayOutputStream();
    ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    Terminal streams = terminal ? Terminal.plain(in, data, talk) : Terminal.of(in, data, talk);
    Surroundings surroundings = new Surroundings(streams, environment, clock, pace, new Random(1));
    int code = new CommandLineRun(surroundings).run(arguments);
    out = data.toString(StandardCharsets.UTF_8);
    err = talk.toString(StandardCharsets.UTF_8);
    return code;
  }

  String out() {
    return out;
  }

  String err() {
    return err;
  }
}
