package dev.martlet.runtime;

import static dev.martlet.runtime.GuestCase.node;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Node bootstrap promises, played by the machine's own interpreter. */
@Timeout(60)
class NodeGuestIT {
  private static final String ECHO = "exports.handler = async (event) => event;\n";

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "styles",
    "waiting",
    "contexts",
    "modules",
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

  static Stream<GuestCase> styles() {
    return Stream.of(
        node("an async handler", ECHO).answers("{\"a\":[1,2.5]}", "{\"a\":[1,2.5]}"),
        node(
                "an async handler that really waits",
                "exports.handler = (e) => new Promise((ok) => setTimeout(ok, 5, e));\n")
            .answers("1", "1")
            .answers("2", "2"),
        node("a callback", "exports.handler = (e, c, done) => { done(null, e); };\n")
            .answers("1", "1")
            .answers("2", "2"),
        node(
                "a callback with an error",
                "exports.handler = (e, c, done) => done(new Error('no'));\n")
            .fails("Error", "\"errorMessage\":\"no\""),
        node(
                "a callback counts once",
                "exports.handler = (e, c, done) => { done(null, e); done(null, 'again'); };\n")
            .answers("1", "1")
            .answers("2", "2"),
        node("a returned thenable", "exports.handler = (e) => ({ then: (ok) => ok(e) });\n")
            .answers("1", "1"),
        node("context.succeed", "exports.handler = (e, c) => c.succeed(e);\n").answers("1", "1"),
        node("context.done", "exports.handler = (e, c) => c.done(null, e);\n").answers("1", "1"),
        node("context.fail", "exports.handler = (e, c) => c.fail('no');\n")
            .fails("string", "\"errorMessage\":\"no\""));
  }

  static Stream<GuestCase> waiting() {
    return Stream.of(
        node("a handler that never calls back answers null", "exports.handler = () => {};\n")
            .answers("{}", "null"),
        node(
                "an async handler that never settles",
                "exports.handler = async () => new Promise(() => {});\n")
            .fails("Runtime.NodeJsExit", "a Promise that was never settled")
            .fails("Runtime.NodeJsExit"),
        node(
                "a callback waits until the event loop is empty",
                """
                exports.handler = (event, context, done) => {
                  setTimeout(() => console.log('late work'), 20);
                  done(null, event);
                };
                """)
            .answers("1", "1")
            .logs("late work"),
        node(
                "a callback need not wait",
                """
                let ticks = 0;
                exports.handler = (event, context, done) => {
                  context.callbackWaitsForEmptyEventLoop = false;
                  setInterval(() => ticks++, 60_000);
                  done(null, event);
                };
                """)
            .answers("1", "1")
            .answers("2", "2"));
  }

  static Stream<GuestCase> contexts() {
    return Stream.of(
        node(
                "globals live between invocations",
                "let calls = 0;\nexports.handler = async () => ++calls;\n")
            .answers("{}", "1")
            .answers("{}", "2"),
        node(
                "the context has every documented field",
                """
                exports.handler = async (e, c) => [c, 2000 < c.getRemainingTimeInMillis()];
                """)
            .answers(
                "{}",
                "[{\"callbackWaitsForEmptyEventLoop\":true,\"functionVersion\":\"$LATEST\","
                    + "\"functionName\":\"square\",\"memoryLimitInMB\":\"128\","
                    + "\"logGroupName\":\"/aws/lambda/square\",\"logStreamName\":\"stream\","
                    + "\"invokedFunctionArn\":\"arn:aws:lambda:us-east-1:000000000000:function:square\","
                    + "\"awsRequestId\":\"8d0b4b0e-0000-4000-8000-000000000001\"},true]"),
        node(
                "client context and trace header arrive",
                "exports.handler = async (e, c) => [c.clientContext, process.env._X_AMZN_TRACE_ID];\n")
            .texts("Root=1-2", "{\"custom\":{\"a\":1}}")
            .answers("{}", "[{\"custom\":{\"a\":1}},\"Root=1-2\"]"),
        node(
                "the trace header is a variable like the others",
                """
                const { execSync } = require('child_process');
                const name = '_X_AMZN_TRACE_ID';
                exports.handler = async (change) => {
                  if (change) { delete process.env[name]; process.env.OTHER = 1; }
                  return [
                    name in process.env, process.env.hasOwnProperty(name), { ...process.env }[name],
                    execSync('echo -n ${_X_AMZN_TRACE_ID-none} $OTHER').toString(),
                  ];
                };
                """)
            .texts("Root=1-2", "")
            .answers("false", "[true,true,\"Root=1-2\",\"Root=1-2\"]")
            .answers("true", "[false,false,null,\"none 1\"]")
            .answers("false", "[true,true,\"Root=1-2\",\"Root=1-2 1\"]"),
        node("a broken client context is an error", ECHO)
            .texts("", "{nope")
            .fails("Error", "Cannot parse ClientContext as json"),
        node(
                "variables arrive, the working directory is the code",
                """
                exports.handler = async () =>
                  [process.env.GREETING, process.env._HANDLER, require('fs').existsSync('h.js')];
                """)
            .environment("GREETING", "hello")
            .answers("{}", "[\"hello\",\"h.handler\",true]"));
  }

  static Stream<GuestCase> modules() {
    String module =
        "const ready = await Promise.resolve(7);\nexport const handler = async () => ready;\n";
    return Stream.of(
        node("a file in a folder", ECHO)
            .in("src/app.js")
            .handler("src/app.handler")
            .answers("1", "1"),
        node("a nested handler", "exports.lambda = { handler: async (e) => e };\n")
            .handler("h.lambda.handler")
            .answers("1", "1"),
        node("a .cjs file", ECHO).in("h.cjs").answers("1", "1"),
        node("an ES module with top-level await", module).in("h.mjs").answers("{}", "7"),
        node("a package of ES modules", module)
            .and("package.json", "{\"type\":\"module\"}")
            .answers("{}", "7"),
        node("a dependency beside the code", "exports.handler = require('dep').handler;\n")
            .and("node_modules/dep/index.js", ECHO)
            .answers("1", "1"));
  }

  static Stream<GuestCase> loading() {
    return Stream.of(
        node("a missing module", ECHO)
            .handler("nope.handler")
            .unloadable(
                "Runtime.ImportModuleError", "Error: Cannot find module 'nope'", "\"trace\":[")
            .logs(
                "\tundefined\tERROR\tUncaught Exception \t{\"errorType\":\"Runtime.ImportModuleError\""),
        node("a missing dependency", "require('absent');\n")
            .unloadable("Runtime.ImportModuleError", "Error: Cannot find module 'absent'"),
        node("a missing handler", ECHO)
            .handler("h.nope")
            .unloadable("Runtime.HandlerNotFound", "h.nope is undefined or not exported"),
        node("a handler that is no function", "exports.handler = 1;\n")
            .unloadable("Runtime.HandlerNotFound", "h.handler is not a function"),
        node("a syntax error", "exports.handler = async ( => 1;\n")
            .unloadable("Runtime.UserCodeSyntaxError", "SyntaxError: "),
        node("a handler without a dot", ECHO)
            .handler("handler")
            .unloadable("Runtime.MalformedHandlerName", "Bad handler"),
        node("a handler outside of the code", ECHO)
            .handler("../h.handler")
            .unloadable("Runtime.MalformedHandlerName", "is not a valid handler name"),
        node("an exception while loading", "throw new RangeError('no');\n")
            .unloadable("RangeError", "\"errorMessage\":\"no\""),
        node("something odd thrown while loading", "throw undefined;\n")
            .unloadable("handled", "there was a problem while retrieving"),
        node(
                "a rejection while loading",
                "Promise.reject(new Error('no'));\nawait new Promise((ok) => setTimeout(ok, 1000));\n")
            .in("h.mjs")
            .unloadable("Runtime.UnhandledPromiseRejection", "Error: no"),
        node("an exit while loading", "process.exit(7);\n").endsLoading(7));
  }

  static Stream<GuestCase> errors() {
    return Stream.of(
        node(
                "a rejection has type, message and trace, and the next call works",
                "exports.handler = async (e) => { if (e === 1) return e; throw new TypeError('boom'); };\n")
            .fails(
                "TypeError",
                "{\"errorType\":\"TypeError\",\"errorMessage\":\"boom\","
                    + "\"trace\":[\"TypeError: boom\",\"    at exports.handler (")
            .answers("1", "1")
            .logs(
                "Z\t«id»\tERROR\tInvoke Error \t{\"errorType\":\"TypeError\",\"errorMessage\":\"boom\","),
        node("a synchronous exception", "exports.handler = () => { throw new Error('boom'); };\n")
            .fails("Error", "\"errorMessage\":\"boom\""),
        node("a thrown string", "exports.handler = async () => { throw 'boom'; };\n")
            .fails("string", "{\"errorType\":\"string\",\"errorMessage\":\"boom\",\"trace\":[]}"),
        node(
                "nothing thrown at once is no answer yet",
                "exports.handler = () => { throw undefined; };\n")
            .answers("{}", "null"),
        node("a rejection without a reason", "exports.handler = () => Promise.reject();\n")
            .fails("string", "\"errorMessage\":\"handled\""),
        node(
                "an error that cannot be read",
                "exports.handler = async () => { throw { get name() { throw 1; }, toString: 1 }; };\n")
            .fails("handled", "there was a problem while retrieving"));
  }

  static Stream<GuestCase> payloads() {
    return Stream.of(
        node("an answer that is no JSON", "exports.handler = async (e) => e === 1 ? e : 1n;\n")
            .fails("Error", "Unable to stringify response body")
            .answers("1", "1"),
        node(
                "an answer that is too long",
                "exports.handler = async (e) => e === 1 ? e : 'x'.repeat(6291555);\n")
            .fails(
                "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size (6291556 bytes).")
            .answers("1", "1"),
        node(
                "an answer that is too long in bytes only",
                "exports.handler = async (e) => 'é'.repeat(4_000_000);\n")
            .fails("Function.ResponseSizeTooLarge"),
        node("an event that is no JSON", ECHO)
            .failsOn("[1,", "SyntaxError", "JSON")
            .answers("1", "1"),
        node(
                "an uncaught exception ends the process",
                "exports.handler = (e, c, done) => { setTimeout(() => { throw new Error('late'); }); };\n")
            .failsLast("Error", "\"errorMessage\":\"late\"")
            .logs("ERROR\tUncaught Exception \t{\"errorType\":\"Error\",\"errorMessage\":\"late\""),
        node(
                "an unhandled rejection ends the process",
                """
                exports.handler = async () => {
                  Promise.reject(new Error('lost'));
                  await new Promise((ok) => setTimeout(ok, 1000));
                };
                """)
            .failsLast("Runtime.UnhandledPromiseRejection", "\"errorMessage\":\"Error: lost\""),
        node(
                "errors in JSON logs",
                "exports.handler = async () => { throw new TypeError('boom'); };\n")
            .jsonLog()
            .fails("TypeError")
            .logs(
                "\"level\":\"ERROR\",\"requestId\":\"«id»\",\"message\":{\"errorType\":\"TypeError\","
                    + "\"errorMessage\":\"boom\",\"stackTrace\":["));
  }

  static Stream<GuestCase> answers() {
    String deep = "[".repeat(4000) + "]".repeat(4000);
    return Stream.of(
        node("odd payloads come back as they went", ECHO)
            .answers("null", "null")
            .answers(" \"padded\" ", "\"padded\"")
            .answers("12345678901234567890", "12345678901234567000")
            .answers("\"\\ud83d\\ude00é\"", "\"😀é\"")
            .answers("\"\\ud800\"", "\"\\ud800\"")
            .answers("{\"__proto__\":1}", "{\"__proto__\":1}")
            .answers(deep, deep),
        node("no answer is null", "exports.handler = async () => {};\n").answers("{}", "null"),
        node("a function is null", "exports.handler = async () => () => 1;\n")
            .answers("{}", "null"),
        node("not a number", "exports.handler = async () => [NaN, -0];\n")
            .answers("{}", "[null,0]"),
        node("the longest answer", "exports.handler = async () => 'x'.repeat(6291554);\n")
            .answers("{}", "\"" + "x".repeat(6_291_554) + "\""));
  }

  static Stream<GuestCase> output() {
    return Stream.of(
        node(
                "output is there before the answer, whichever way it went",
                """
                exports.handler = async () => {
                  process.stdout.write('<stdout>');
                  process.stderr.write(Buffer.from('<stderr>'));
                  require('fs').writeSync(1, '<raw>');
                  require('child_process').execFileSync('/bin/echo', ['<child>'], { stdio: 'inherit' });
                };
                """)
            .answers("{}", "null")
            .logs("<stdout><stderr><raw><child>"),
        node(
                "three megabytes are there before the answer",
                """
                exports.handler = async () => {
                  for (let i = 0; i < 3 * 1024; i++) process.stdout.write('x'.repeat(1023) + '\\n');
                  process.stdout.write('the last line');
                };
                """)
            .answers("{}", "null")
            .logs("x\nthe last line"));
  }

  static Stream<GuestCase> logging() {
    return Stream.of(
        node(
                "the console writes time, request, level and message as one event",
                """
                exports.handler = async () => {
                  console.log('first\\nsecond %s', 3, { a: 1 });
                  console.warn('careful');
                  console.debug('seen too');
                };
                """)
            .answers("{}", "null")
            .logs(
                "Z\t«id»\tINFO\tfirst\rsecond 3 { a: 1 }\n",
                "Z\t«id»\tWARN\tcareful\n",
                "Z\t«id»\tDEBUG\tseen too\n"),
        node(
                "the console writes JSON",
                """
                exports.handler = async () => {
                  console.log({ order: 7 });
                  console.error('two', new TypeError('no'));
                  console.debug('unseen');
                };
                """)
            .jsonLog()
            .answers("{}", "null")
            .logs(
                "\"level\":\"INFO\",\"requestId\":\"«id»\",\"message\":{\"order\":7}}\n",
                "\"errorType\":\"TypeError\",\"errorMessage\":\"no\",\"stackTrace\":["),
        node(
                "a function that replaces JSON and the streams changes nothing",
                """
                JSON.parse = JSON.stringify = null;
                console.log = null;
                Object.defineProperty(process, 'stdout', { value: null });
                exports.handler = async (event) => event;
                """)
            .answers("{\"a\":1}", "{\"a\":1}"));
  }

  static Stream<GuestCase> processes() {
    return Stream.of(
        node("an exit ends the process", "exports.handler = async () => process.exit(7);\n")
            .ends(7),
        node("an exit with success too", "exports.handler = async () => process.exit();\n").ends(0),
        node("a crash", "exports.handler = async () => process.abort();\n").ends(128 + 6),
        node(
                "work left behind goes on with the next invocations",
                """
                let done = 0;
                exports.handler = async (event) => {
                  if (event === 1) setTimeout(() => done++, 1);
                  else await new Promise((ok) => setTimeout(ok, 20));
                  return done;
                };
                """)
            .answers("1", "0")
            .answers("2", "1"),
        node(
                "child processes have no part in the frames",
                """
                const { spawnSync } = require('child_process');
                exports.handler = async () =>
                  spawnSync('/bin/sh', ['-c', 'test -e /proc/self/fd/3']).status;
                """)
            .answers("{}", "1"));
  }
}
