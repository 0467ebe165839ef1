package dev.martlet.runtime;

import static dev.martlet.runtime.GuestCase.python;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Python bootstrap promises, played by the machine's own interpreter. */
@Timeout(60)
class PythonGuestIT {
  private static final String ECHO = "def handler(event, context): return event\n";

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "handlers",
    "contexts",
    "loading",
    "errors",
    "payloads",
    "answers",
    "output",
    "logging",
    "processes"
  })
  void theBootstrapKeepsItsPromise(GuestCase promise) throws Exception {
    promise.play(directory);
  }

  static Stream<GuestCase> handlers() {
    return Stream.of(
        python("a handler gets the event", ECHO)
            .answers("{\"a\": [1, 2.5, true]}", "{\"a\": [1, 2.5, true]}"),
        python("a handler in a package, with dots", ECHO)
            .in("src/app/main.py")
            .handler("src.app.main.handler")
            .answers("1", "1"),
        python("a handler in a folder, with slashes", ECHO)
            .in("src/app/main.py")
            .handler("src/app/main.handler")
            .answers("1", "1"),
        python("modules beside the handler are found", "from beside import handler\n")
            .and("beside.py", ECHO)
            .answers("1", "1"),
        python(
                "globals live between invocations",
                """
                calls = 0
                def handler(event, context):
                    global calls
                    calls += 1
                    return calls
                """)
            .answers("{}", "1")
            .answers("{}", "2"));
  }

  static Stream<GuestCase> contexts() {
    return Stream.of(
        python(
                "the context has every documented field",
                """
                def handler(event, c):
                    return [c.aws_request_id, c.function_name, c.function_version, c.memory_limit_in_mb,
                            c.invoked_function_arn, c.log_group_name, c.log_stream_name,
                            c.identity.cognito_identity_id, c.client_context,
                            2000 < c.get_remaining_time_in_millis() <= 3000]
                """)
            .answers(
                "{}",
                "[\"8d0b4b0e-0000-4000-8000-000000000001\", \"square\", \"$LATEST\", \"128\","
                    + " \"arn:aws:lambda:us-east-1:000000000000:function:square\","
                    + " \"/aws/lambda/square\", \"stream\", null, null, true]"),
        python(
                "client context and trace header arrive",
                """
                import os
                def handler(event, c):
                    return [c.client_context.custom["a"], c.client_context.client.app_title,
                            c.client_context.env, os.environ["_X_AMZN_TRACE_ID"]]
                """)
            .texts("Root=1-2", "{\"custom\":{\"a\":1},\"client\":{\"app_title\":\"t\"}}")
            .answers("{}", "[1, \"t\", null, \"Root=1-2\"]"),
        python("a broken client context is an error", ECHO)
            .texts("", "{nope")
            .fails("Runtime.LambdaContextUnmarshalError", "Unable to parse Client Context JSON"),
        python(
                "variables arrive, the working directory is the code",
                """
                import os
                def handler(event, context):
                    return [os.environ["GREETING"], os.environ["_HANDLER"], os.path.exists("h.py")]
                """)
            .environment("GREETING", "hello")
            .answers("{}", "[\"hello\", \"h.handler\", true]"),
        python(
                "the host's packages are invisible",
                """
                import sys
                def handler(event, context):
                    return [p for p in sys.path if "site-packages" in p and not p.startswith("/opt/")]
                """)
            .answers("{}", "[]"));
  }

  static Stream<GuestCase> loading() {
    return Stream.of(
        python("a missing module", ECHO)
            .handler("nope.handler")
            .unloadable(
                "Runtime.ImportModuleError",
                "\"errorMessage\": \"Unable to import module 'nope': No module named 'nope'\"",
                "\"requestId\": \"\"",
                "\"stackTrace\": []")
            .logs("[ERROR] Runtime.ImportModuleError: Unable to import module 'nope'"),
        python("a missing import", "import absent\n")
            .unloadable(
                "Runtime.ImportModuleError",
                "Unable to import module 'h': No module named 'absent'"),
        python("a missing handler", ECHO)
            .handler("h.nope")
            .unloadable("Runtime.HandlerNotFound", "Handler 'nope' missing on module 'h'"),
        python("a syntax error", "def handler(:\n")
            .unloadable("Runtime.UserCodeSyntaxError", "Syntax error in module 'h'", "h.py"),
        python("a handler without a dot", ECHO)
            .handler("handler")
            .unloadable("Runtime.MalformedHandlerName", "Bad handler 'handler'"),
        python("a handler in a built-in module", ECHO)
            .handler("sys.exit")
            .unloadable("Runtime.BuiltInModuleConflict", "Cannot use built-in module sys"),
        python("an exception while loading", "x = {}['missing']\n")
            .unloadable("KeyError", "\"'missing'\"", "h.py\\\", line 1, in <module>")
            .logs("[ERROR] KeyError: 'missing'\rTraceback (most recent call last):"),
        python("an exit while loading", "import sys\nsys.exit(7)\n").endsLoading(7));
  }

  static Stream<GuestCase> errors() {
    return Stream.of(
        python(
                "an exception has message, type, request and trace, and the next call works",
                """
                def handler(event, context):
                    if event: return event
                    raise ValueError("boom")
                """)
            .fails(
                "ValueError",
                "{\"errorMessage\": \"boom\", \"errorType\": \"ValueError\", \"requestId\":"
                    + " \"«id»\", \"stackTrace\": [\"  File ",
                "line 3, in handler\\n    raise ValueError(\\\"boom\\\")\\n\"]}")
            .answers("1", "1")
            .logs(
                "[ERROR] ValueError: boom\rTraceback (most recent call last):\r\u00a0\u00a0File",
                "\u00a0\u00a0\u00a0\u00a0raise ValueError(\"boom\")\n"),
        python(
                "an exception of the function's own",
                "class OwnError(Exception): pass\ndef handler(e, c): raise OwnError('é\\ud800')\n")
            .fails("OwnError", "\"errorType\": \"OwnError\""),
        python(
                "an exception that cannot be printed",
                """
                class Bad(Exception):
                    def __str__(self): raise RuntimeError()
                def handler(event, context): raise Bad()
                """)
            .fails("Bad", "<unprintable Bad object>"),
        python(
                "an exception longer than any answer",
                "def handler(e, c): raise ValueError('x' * 20_000_000)\n")
            .fails("ValueError", "xxxx"),
        python("endless recursion", "def handler(e, c): return handler(e, c)\n")
            .fails("RecursionError", "maximum recursion depth exceeded"));
  }

  static Stream<GuestCase> payloads() {
    return Stream.of(
        python("an answer that is no JSON", "def handler(e, c): return {1, 2} if not e else e\n")
            .fails(
                "Runtime.MarshalError",
                "Unable to marshal response: Object of type set is not JSON serializable")
            .answers("1", "1"),
        python(
                "an answer that contains itself",
                "def handler(e, c):\n  a = []; a.append(a); return a\n")
            .fails("Runtime.MarshalError", "Circular reference detected"),
        python(
                "an answer that is too long",
                "def handler(e, c): return 'x' * 6291555 if not e else e\n")
            .fails(
                "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size (6291556 bytes).")
            .answers("1", "1"),
        python("an event that is no JSON", ECHO)
            .failsOn("[1,", "Runtime.UnmarshalError", "Unable to unmarshal input: Expecting value")
            .failsOn("1 2", "Runtime.UnmarshalError", "Unable to unmarshal input: Extra data")
            .failsOn("[".repeat(200_000), "Runtime.UnmarshalError", "Unable to unmarshal input"),
        python("errors in JSON logs", "def handler(e, c): raise ValueError('boom')\n")
            .jsonLog()
            .fails("ValueError")
            .logs(
                "\"level\": \"ERROR\", \"errorMessage\": \"boom\", \"errorType\": \"ValueError\","
                    + " \"requestId\": \"«id»\""));
  }

  static Stream<GuestCase> answers() {
    String deep = "[".repeat(400) + "]".repeat(400);
    return Stream.of(
        python("odd payloads come back as they went", ECHO)
            .answers("null", "null")
            .answers("  \"padded\"  ", "\"padded\"")
            .answers("\"\"", "\"\"")
            .answers("123456789012345678901234567890", "123456789012345678901234567890")
            .answers("[0.1, 1e+16, -0.0]", "[0.1, 1e+16, -0.0]")
            .answers("\"\\ud800\"", "\"\\ud800\"")
            .answers(deep, deep),
        python("not a number", "def handler(e, c): return float('nan')\n").answers("{}", "NaN"),
        python("bytes are the answer itself", "def handler(e, c): return b'{\"raw\":1}'\n")
            .answers("{}", "{\"raw\":1}"),
        python(
                "decimals keep their digits",
                """
                from decimal import Decimal
                def handler(event, context):
                    return {"a": Decimal("1.10"), "b": [Decimal("12345678901234567890.5")], "c": "x"}
                """)
            .answers("{}", "{\"a\": 1.10, \"b\": [12345678901234567890.5], \"c\": \"x\"}"),
        python("the longest answer", "def handler(e, c): return 'x' * 6291554\n")
            .answers("{}", "\"" + "x".repeat(6_291_554) + "\""));
  }

  static Stream<GuestCase> output() {
    return Stream.of(
        python(
                "output is there before the answer, whichever way it went",
                """
                import os, subprocess, sys
                def handler(event, context):
                    print("printed", end="")
                    sys.stdout.buffer.write(b"<buffer>")
                    os.write(1, b"<raw>")
                    subprocess.run(["/bin/echo", "-n", "<child>"])
                    sys.stderr.write("<err>")
                """)
            .answers("{}", "null")
            .logs("printed<buffer><raw><child><err>"),
        python(
                "three megabytes are there before the answer",
                """
                def handler(event, context):
                    for i in range(3 * 1024): print("x" * 1023)
                    print("the last line")
                """)
            .answers("{}", "null")
            .logs("x\nthe last line\n"));
  }

  static Stream<GuestCase> logging() {
    return Stream.of(
        python(
                "the logger writes level, time, request and message as one event",
                """
                import logging
                def handler(event, context):
                    logging.getLogger().warning("first\\nsecond")
                    logging.getLogger().info("unseen")
                    logging.getLogger().setLevel("INFO")
                    logging.getLogger("own").info("seen %s", 1)
                """)
            .answers("{}", "null")
            .logs("[WARNING]\t20", "Z\t«id»\tfirst\rsecond\n[INFO]\t20", "Z\t«id»\tseen 1\n"),
        python(
                "the logger writes JSON",
                """
                import logging
                log = logging.getLogger("own")
                def handler(event, context):
                    log.info("hello %s", "you", extra={"order": {"id": 7}, "odd": {1}})
                    try: 1 / 0
                    except Exception: log.exception("oops")
                """)
            .jsonLog()
            .answers("{}", "null")
            .logs(
                "\"level\": \"INFO\", \"message\": \"hello you\", \"logger\": \"own\"",
                "\"requestId\": \"«id»\"",
                "\"errorType\": \"ZeroDivisionError\", \"errorMessage\": \"division by zero\""),
        python(
                "a function that replaces json and stdout changes nothing",
                """
                import json, sys
                json.loads = json.dumps = None
                def handler(event, context):
                    sys.stdout = None
                    if event: return event
                    raise ValueError("boom")
                """)
            .fails("ValueError", "boom")
            .answers("{\"a\": 1}", "{\"a\": 1}")
            .logs("[ERROR] ValueError: boom"));
  }

  static Stream<GuestCase> processes() {
    return Stream.of(
        python(
                "child processes see the trace header, and its end",
                """
                import os, subprocess
                def handler(event, context):
                    if event:
                        del os.environ["_X_AMZN_TRACE_ID"]
                    echo = "echo -n ${_X_AMZN_TRACE_ID-none}"
                    return [subprocess.check_output(["sh", "-c", echo], text=True),
                            os.popen(echo).read(), "_X_AMZN_TRACE_ID" in dict(os.environ)]
                """)
            .texts("Root=1-2", "")
            .answers("false", "[\"Root=1-2\", \"Root=1-2\", true]")
            .answers("true", "[\"none\", \"none\", false]")
            .answers("false", "[\"Root=1-2\", \"Root=1-2\", true]"),
        python("an exit ends the process", "def handler(e, c): exit(7)\n").ends(7),
        python("an exit with success too", "import sys\ndef handler(e, c): sys.exit()\n").ends(0),
        python("an exit in the hard way", "import os\ndef handler(e, c): os._exit(9)\n").ends(9),
        python("a crash", "import os\ndef handler(e, c): os.kill(os.getpid(), 11)\n")
            .ends(128 + 11),
        python(
                "child processes have no part in the frames",
                """
                import os, subprocess
                def handler(event, context):
                    there = subprocess.run(["/bin/sh", "-c", "test -e /proc/self/fd/3"], close_fds=False)
                    child = os.fork()
                    if child == 0: return "from the child"
                    os.waitpid(child, 0)
                    return there.returncode == 0
                """)
            .answers("{}", "false")
            .answers("{}", "false"));
  }
}
