package dev.martlet.bench;

import dev.martlet.acceptance.Api;
import dev.martlet.acceptance.Reply;
import java.util.Arrays;
import java.util.Map;

/** The interpreters that the platform found; the references use the same ones. */
record Interpreters(Interpreter python, Interpreter node) {
  /**
   * @param runtime its AWS identifier
   * @param path the program
   */
  record Interpreter(String runtime, String path) {}

  static Interpreters of(Api api) {
    Reply reply = api.send("GET", "/_martlet/runtimes", new byte[0], "martlet", Map.of());
    return new Interpreters(first(reply, "python"), first(reply, "nodejs"));
  }

  private static Interpreter first(Reply reply, String prefix) {
    return Arrays.stream(reply.body().split("\\{", -1))
        .filter(object -> object.contains("\"runtime\":\"" + prefix))
        .map(object -> new Reply(200, Map.of(), "{" + object.replaceAll("}.*", "}")))
        .map(object -> new Interpreter(object.member("runtime"), object.member("path")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No " + prefix + " among " + reply.body()));
  }
}
