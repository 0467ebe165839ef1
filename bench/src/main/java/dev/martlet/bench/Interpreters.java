package dev.martlet.bench;

import dev.martlet.acceptance.Api;
import dev.martlet.acceptance.Reply;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Pattern;

/** The interpreters that the platform found; the references use the same ones. */
record Interpreters(Interpreter python, Interpreter node, Interpreter java) {
  /**
   * @param runtime its AWS identifier
   * @param path the program
   */
  record Interpreter(String runtime, String path) {}

  static Interpreters of(Api api) {
    Reply reply = api.send("GET", "/_martlet/runtimes", new byte[0], "martlet", Map.of());
    return new Interpreters(
        first(reply, "python"),
        first(reply, "nodejs"),
        first(reply, "java" + Runtime.version().feature()));
  }

  /** The system's own before those of version managers, because the references are made with it. */
  private static Interpreter first(Reply reply, String prefix) {
    return Pattern.compile("\\{[^{}]*}")
        .matcher(reply.body())
        .results()
        .map(object -> new Reply(200, Map.of(), object.group()))
        .filter(object -> object.member("runtime").startsWith(prefix))
        .map(object -> new Interpreter(object.member("runtime"), object.member("path")))
        .min(Comparator.comparing(found -> !found.path().startsWith("/usr/bin/")))
        .orElseThrow(() -> new IllegalStateException("No " + prefix + " in " + reply.body()));
  }
}
