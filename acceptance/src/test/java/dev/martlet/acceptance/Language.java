package dev.martlet.acceptance;

import java.util.Arrays;
import java.util.Map;

/** A language that functions are written in, with one function that can do anything. */
enum Language {
  PYTHON(
      "python",
      "main.py",
      """
      import os, time

      counter = 0

      def handler(event, context):
          global counter
          counter += 1
          do = event.get("do", "echo")
          if do == "echo": return event
          if do == "count": return counter
          if do == "print":
              print(event["text"])
              return len(event["text"])
          if do == "flood":
              for i in range(event["lines"]): print("line %06d " % i + "x" * 100)
              return event["lines"]
          if do == "large": return "x" * event["size"]
          if do == "who": return [context.function_name, context.memory_limit_in_mb]
          if do == "wait":
              time.sleep(event["millis"] / 1000)
              return "waited"
          print("last words", flush=True)
          if do == "raise": raise ValueError("no luck")
          if do == "exit": os._exit(3)
          if do == "crash": os.abort()
          if do == "memory": return len(bytearray(b"x") * (1 << 30))
      """),
  NODE(
      "nodejs",
      "main.mjs",
      """
      let counter = 0;

      export const handler = async (event, context) => {
        counter++;
        switch (event.do ?? "echo") {
          case "echo": return event;
          case "count": return counter;
          case "print": console.log(event.text); return event.text.length;
          case "flood":
            for (let i = 0; i < event.lines; i++)
              console.log(`line ${String(i).padStart(6, "0")} ${"x".repeat(100)}`);
            return event.lines;
          case "large": return "x".repeat(event.size);
          case "who": return [context.functionName, context.memoryLimitInMB];
          case "wait": await new Promise((done) => setTimeout(done, event.millis)); return "waited";
        }
        console.log("last words");
        switch (event.do) {
          case "raise": throw new RangeError("no luck");
          case "exit": process.exit(3);
          case "crash": process.abort();
          case "memory": return Buffer.alloc(1 << 30, "x").length;
        }
      };
      """);

  private final String prefix;
  private final String file;
  private final String source;

  Language(String prefix, String file, String source) {
    this.prefix = prefix;
    this.file = file;
    this.source = source;
  }

  /** The first runtime of this language that the platform has. */
  String runtime(Api api) {
    Reply reply = api.runtimes();
    return Arrays.stream(reply.body().split("\"", -1))
        .filter(word -> word.matches(prefix + "[0-9.x]+"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + prefix + " in " + reply.body()));
  }

  /** What all of its handlers are called. */
  String handler() {
    return "main.handler";
  }

  /** The function that can do anything. */
  Map<String, String> anything() {
    return Map.of(file, source);
  }

  /** A function that always answers {@code json}. */
  Map<String, String> answering(String json) {
    return switch (this) {
      case PYTHON ->
          Map.of(
              file,
              "import json\ndef handler(event, context):\n  return json.loads('" + json + "')\n");
      case NODE -> Map.of(file, "export const handler = async () => (" + json + ");\n");
    };
  }

  /** Creates the function that can do anything and waits until it can be invoked. */
  void create(Api api, String name, String more) {
    Reply created = api.create(name, runtime(api), handler(), anything(), more);
    if (created.status() != 201 || !api.settled(name).member("State").equals("Active")) {
      throw new AssertionError(name + " was not created: " + created);
    }
  }
}
