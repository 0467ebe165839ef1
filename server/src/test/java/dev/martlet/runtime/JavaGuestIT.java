package dev.martlet.runtime;

import static dev.martlet.runtime.GuestCase.java;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Java bootstrap promises, played by the JVM that runs the tests. */
@Timeout(60)
class JavaGuestIT {
  private static final String ECHO =
      """
      public class H implements RequestHandler<Map<String, Object>, Object> {
        public Object handleRequest(Map<String, Object> event, Context context) { return event; }
      }
      """;

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "interfaces",
    "methods",
    "values",
    "contexts",
    "classes",
    "loading",
    "errors",
    "payloads",
    "output",
    "processes"
  })
  void theBootstrapKeepsItsPromise(GuestCase promise) throws Exception {
    promise.play(directory);
  }

  static Stream<GuestCase> interfaces() {
    return Stream.of(
        java("a handler of values gets the event", ECHO)
            .answers("{\"a\": [1, 2.5, true, null]}", "{\"a\":[1,2.5,true,null]}"),
        java(
                "a handler of streams",
                """
                public class H implements RequestStreamHandler {
                  public void handleRequest(InputStream in, OutputStream out, Context c)
                      throws IOException {
                    in.transferTo(out);
                  }
                }
                """)
            .answers("{\"a\": 1 }", "{\"a\": 1 }"),
        java(
                "type parameters are found above the class",
                """
                public class H extends Middle<String> {
                  public String handleRequest(Event event, Context c) { return "n" + event.number; }
                }
                class Event { public int number; }
                abstract class Middle<T> implements RequestHandler<Event, T> {}
                """)
            .answers("{\"number\": 7}", "\"n7\""),
        java(
                "instances live between invocations",
                """
                public class H implements RequestHandler<Object, Integer> {
                  private int calls;
                  public Integer handleRequest(Object event, Context c) { return ++calls; }
                }
                """)
            .answers("{}", "1")
            .answers("{}", "2"),
        java(
                "a handler without an answer answers null",
                """
                public class H implements RequestHandler<Object, Void> {
                  public Void handleRequest(Object event, Context c) { return null; }
                }
                """)
            .answers("{}", "null"));
  }

  static Stream<GuestCase> methods() {
    return Stream.of(
        method(
                "an event and a context",
                "String go(String event, Context c)",
                "event + (c != null)")
            .answers("\"x\"", "\"xtrue\""),
        method("an event", "int go(int event)", "event * event").answers("7", "49"),
        method("a context", "String go(Context c)", "c.getFunctionName()")
            .answers("{}", "\"square\""),
        method("nothing", "static long go()", "42L").answers("{}", "42"),
        method("a list of objects", "int go(List<Map<String, Integer>> e)", "e.get(1).get(\"a\")")
            .answers("[{\"a\": 1}, {\"a\": 2}]", "2"),
        java(
                "streams, static",
                """
                public class H {
                  public static void go(InputStream in, OutputStream out) throws IOException {
                    in.transferTo(out);
                  }
                }
                """)
            .handler("H::go")
            .answers("[1]", "[1]"),
        java(
                "an input alone is answered by null",
                "public class H { public void go(InputStream in, Context c) {} }")
            .handler("H::go")
            .answers("[1]", "null"),
        java(
                "of two methods the one with a context is called",
                """
                public class H {
                  public int go(int event) { return 1; }
                  public int go(int event, Context c) { return 2; }
                }
                """)
            .handler("H::go")
            .answers("0", "2"),
        java("a class in a package", "public class H { public int go() { return 1; } }")
            .and(
                "org/example/App.java",
                "package org.example; public class App { public static int go() { return 5; } }")
            .handler("org.example.App::go")
            .answers("{}", "5"));
  }

  private static GuestCase method(String name, String signature, String expression) {
    return java(
            "a method with " + name,
            "public class H { public " + signature + " { return " + expression + "; } }")
        .handler("H::go");
  }

  static Stream<GuestCase> values() {
    return Stream.of(
        java(
                "an object's properties are read and written",
                """
                public class H implements RequestHandler<H.In, H.Out> {
                  public static class In {
                    private String name; private List<Integer> numbers; private Map<String, Double> prices;
                    public String getName() { return name; }
                    public void setName(String name) { this.name = name; }
                    public List<Integer> getNumbers() { return numbers; }
                    public void setNumbers(List<Integer> numbers) { this.numbers = numbers; }
                    public void setPrices(Map<String, Double> prices) { this.prices = prices; }
                  }
                  public static class Out {
                    public String greeting; public int sum; public boolean isFine() { return true; }
                  }
                  public Out handleRequest(In in, Context c) {
                    Out out = new Out();
                    out.greeting = "Hello " + in.getName();
                    out.sum = in.getNumbers().stream().mapToInt(Integer::intValue).sum();
                    return out;
                  }
                }
                """)
            .answers(
                "{\"name\":\"Ada\",\"numbers\":[1,2],\"prices\":{\"a\":1.5},\"unknown\":[{}]}",
                "{\"greeting\":\"Hello Ada\",\"sum\":3,\"fine\":true}"),
        java("text beyond ASCII", ECHO)
            .answers("{\"a\":\"äöü€😀\"}", "{\"a\":\"äöü€\\uD83D\\uDE00\"}"),
        java(
                "a class that is not there is not needed to be",
                "public class H { public Object go(Object e) { return e.getClass().getSimpleName(); } }")
            .handler("H::go")
            .answers("{\"a\":1}", "\"LinkedHashMap\""));
  }

  static Stream<GuestCase> contexts() {
    return Stream.of(
        java(
                "the context has every documented field",
                """
                public class H implements RequestHandler<Object, List<Object>> {
                  public List<Object> handleRequest(Object event, Context c) {
                    int rest = c.getRemainingTimeInMillis();
                    return Arrays.asList(c.getAwsRequestId(), c.getFunctionName(), c.getFunctionVersion(),
                        c.getMemoryLimitInMB(), c.getInvokedFunctionArn(), c.getLogGroupName(),
                        c.getLogStreamName(), c.getIdentity(), c.getClientContext(),
                        1000 < rest && rest <= 3000, c.getXrayTraceId(),
                        System.getProperty("com.amazonaws.xray.traceHeader"));
                  }
                }
                """)
            .texts("Root=1-2-3", "")
            .answers(
                "{}",
                "[\"8d0b4b0e-0000-4000-8000-000000000001\",\"square\",\"$LATEST\",128,"
                    + "\"arn:aws:lambda:us-east-1:000000000000:function:square\","
                    + "\"/aws/lambda/square\",\"stream\",null,null,true,\"Root=1-2-3\",\"Root=1-2-3\"]"),
        java(
                "the client context is an object",
                """
                public class H implements RequestHandler<Object, String> {
                  public String handleRequest(Object event, Context c) {
                    ClientContext client = c.getClientContext();
                    return client.getClient().getAppTitle() + client.getCustom() + client.getEnvironment();
                  }
                }
                """)
            .texts(
                "",
                "{\"client\":{\"app_title\":\"T\"},\"custom\":{\"a\":\"1\"},\"env\":{\"b\":\"2\"}}")
            .answers("{}", "\"T{a=1}{b=2}\""));
  }

  static Stream<GuestCase> classes() {
    String sees =
        """
        public class H {
          public Object go(String name) {
            try {
              return Class.forName(name).getClassLoader() == H.class.getClassLoader()
                  ? "its own" : "from above";
            } catch (ClassNotFoundException missing) {
              return "hidden";
            }
          }
        }
        """;
    String library = "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer";
    return Stream.of(
        java("nothing of ours is visible but AWS's interfaces", sees)
            .handler("H::go")
            .answers("\"" + library + "\"", "\"hidden\"")
            .answers("\"dev.martlet.guest.Bootstrap\"", "\"hidden\"")
            .answers("\"com.amazonaws.services.lambda.runtime.Context\"", "\"from above\"")
            .answers(
                "\"com.amazonaws.services.lambda.runtime.logging.LogLevel\"", "\"from above\""),
        java("a function's own copy of what we use is its own", sees)
            .and(
                library.replace('.', '/') + ".java",
                "package com.amazonaws.services.lambda.runtime.serialization;"
                    + " public interface PojoSerializer {}")
            .handler("H::go")
            .answers("\"" + library + "\"", "\"its own\""),
        java(
                "resources and threads find the function's classes",
                """
                public class H {
                  public Object go() throws Exception {
                    Thread.currentThread().getContextClassLoader().loadClass("H");
                    try (InputStream in = H.class.getResourceAsStream("/words.txt")) {
                      return new String(in.readAllBytes());
                    }
                  }
                }
                """)
            .and("words.txt", "found")
            .handler("H::go")
            .answers("{}", "\"found\""));
  }

  static Stream<GuestCase> loading() {
    return Stream.of(
        java("a missing class", ECHO)
            .handler("org.example.Missing")
            .unloadable(
                "java.lang.ClassNotFoundException",
                "{\"errorMessage\":\"Class not found: org.example.Missing\","
                    + "\"errorType\":\"java.lang.ClassNotFoundException\"}"),
        java("a missing method", ECHO)
            .handler("H::go")
            .unloadable("Runtime.BadFunctionCode", "No public method named go"),
        java("a malformed handler", ECHO)
            .handler("H::")
            .unloadable("Runtime.BadFunctionCode", "Invalid handler: `H::'"),
        java("a class that is no handler", "public class H {}")
            .unloadable(
                "Runtime.BadFunctionCode",
                "Class does not implement an appropriate handler interface: H"),
        java(
                "a handler without type parameters",
                """
                @SuppressWarnings("rawtypes")
                public class H implements RequestHandler {
                  public Object handleRequest(Object e, Context c) { return e; }
                }
                """)
            .unloadable("Runtime.BadFunctionCode", "with concrete type parameters"),
        java(
                "a constructor that throws",
                "public class H { public H() { throw new IllegalStateException(\"no\"); }"
                    + " public int go() { return 1; } }")
            .handler("H::go")
            .unloadable("java.lang.IllegalStateException", "\"errorMessage\":\"no\"")
            .logs("no: java.lang.IllegalStateException", "H.<init>(H.java:"),
        java(
                "an initialiser that throws",
                "public class H { static int x = 1 / Integer.parseInt(\"0\");"
                    + " public int go() { return 1; } }")
            .handler("H::go")
            .unloadable("java.lang.ExceptionInInitializerError", "Error loading class H"),
        java(
                "a constructor with parameters",
                "public class H { public H(int x) {} public int go() { return 1; } }")
            .handler("H::go")
            .unloadable("java.lang.Exception", "H has no public zero-argument constructor"),
        java(
                "an exit while loading",
                "public class H { public H() { System.exit(4); } public int go() { return 1; } }")
            .handler("H::go")
            .endsLoading(4));
  }

  static Stream<GuestCase> errors() {
    return Stream.of(
        throwing("an exception", "new IllegalArgumentException(\"no luck\")")
            .fails(
                "java.lang.IllegalArgumentException",
                "\"errorMessage\":\"no luck\"",
                "\"errorType\":\"java.lang.IllegalArgumentException\"",
                "\"stackTrace\":[\"H.handleRequest(H.java:")
            .answers("\"fine\"", "\"fine\"")
            .logs("no luck: java.lang.IllegalArgumentException\rjava.lang"),
        throwing("a cause", "new RuntimeException(\"outer\", new IOException(\"inner\"))")
            .fails(
                "java.lang.RuntimeException",
                "\"cause\":{\"errorMessage\":\"inner\",\"errorType\":\"java.io.IOException\","),
        throwing("no message", "new NullPointerException()")
            .fails(
                "java.lang.NullPointerException",
                "\"errorMessage\":\"java.lang.NullPointerException\""),
        throwing("an error", "new AssertionError(\"never\")")
            .fails("java.lang.AssertionError", "never"),
        throwing("an end of the JVM's trust", "new OutOfMemoryError(\"full\")")
            .failsLast("java.lang.OutOfMemoryError", "full"),
        java(
                "an error that cannot be printed",
                """
                public class H {
                  public static class Odd extends RuntimeException {
                    public String getMessage() { throw new IllegalStateException(); }
                  }
                  public Object go() { throw new Odd(); }
                }
                """)
            .handler("H::go")
            .fails("H$Odd", "\"errorMessage\":\"H$Odd\""),
        java(
                "endless recursion",
                "public class H { public int go(int i) { return go(i + 1) + 1; } }")
            .handler("H::go")
            .failsLastOn("1", "java.lang.StackOverflowError"),
        java("an event of the wrong type", "public class H { public int go(int i) { return i; } }")
            .handler("H::go")
            .failsOn(
                "\"words\"", "java.lang.RuntimeException", "An error occurred during JSON parsing"),
        java(
                "an answer that is no value",
                "public class H { public Object go() { return new Object() {"
                    + " public Object getSelf() { return this; } }; } }")
            .handler("H::go")
            .fails(
                "java.lang.RuntimeException",
                "An error occurred during JSON serialization of response"));
  }

  private static GuestCase throwing(String name, String made) {
    return java(
        name + " is told",
        """
        public class H implements RequestHandler<Object, Object> {
          public Object handleRequest(Object event, Context c) {
            if (event instanceof String) return event;
            H.<RuntimeException>raise(MADE);
            return null;
          }
          @SuppressWarnings("unchecked")
          static <T extends Throwable> void raise(Throwable made) throws T { throw (T) made; }
        }
        """
            .replace("MADE", made));
  }

  static Stream<GuestCase> payloads() {
    String large = "{\"a\":\"" + "x".repeat(1 << 20) + "\"}";
    return Stream.of(
        java("large events and answers pass, and small ones after them", ECHO)
            .answers(large, large)
            .answers("{}", "{}"),
        java(
                "an answer that is too large is an error",
                "public class H { public String go(int n) { return \"x\".repeat(n); } }")
            .handler("H::go")
            .failsOn(
                "7000000",
                "Function.ResponseSizeTooLarge",
                "exceeded maximum allowed payload size (6291556 bytes)")
            .answers("1", "\"x\""));
  }

  static Stream<GuestCase> output() {
    return Stream.of(
        java(
                "the logger writes one event a call, with its level",
                """
                public class H {
                  public int go(Context c) {
                    c.getLogger().log("two\\nlines\\n");
                    c.getLogger().log("careful", LogLevel.WARN);
                    LambdaRuntime.getLogger().log("also here");
                    return 1;
                  }
                }
                """)
            .handler("H::go")
            .answers("{}", "1")
            .logs("two\rlines\n", "[WARN] careful\n", "also here\n"),
        java(
                "JSON lines name level and request",
                """
                public class H {
                  public int go(Context c) {
                    c.getLogger().log("say \\"hi\\"", LogLevel.INFO);
                    c.getLogger().log("not this", LogLevel.DEBUG);
                    return 1;
                  }
                }
                """)
            .handler("H::go")
            .jsonLog()
            .environment("AWS_LAMBDA_LOG_LEVEL", "INFO")
            .answers("{}", "1")
            .logs("\"message\":\"say \\\"hi\\\"\",\"level\":\"INFO\",\"AWSRequestId\":\"«id»\"}\n"),
        java(
                "standard output is there before the answer",
                """
                public class H {
                  public int go() {
                    System.out.print("no newline, ");
                    System.err.print("nor here");
                    return 1;
                  }
                }
                """)
            .handler("H::go")
            .answers("{}", "1")
            .logs("no newline, nor here"));
  }

  static Stream<GuestCase> processes() {
    return Stream.of(
        java("an exit", "public class H { public int go() { System.exit(3); return 1; } }")
            .handler("H::go")
            .ends(3),
        java(
                "an error in another thread is printed, and the function goes on",
                """
                public class H {
                  public int go() throws Exception {
                    Thread other = new Thread(() -> { throw new IllegalStateException("elsewhere"); });
                    other.start();
                    other.join();
                    return 1;
                  }
                }
                """)
            .handler("H::go")
            .answers("{}", "1")
            .logs("Exception in thread \"Thread-", "IllegalStateException: elsewhere"),
        java(
                "an interrupt ends with its invocation",
                """
                public class H {
                  public boolean go() {
                    boolean was = Thread.currentThread().isInterrupted();
                    Thread.currentThread().interrupt();
                    return was;
                  }
                }
                """)
            .handler("H::go")
            .answers("{}", "false")
            .answers("{}", "false"));
  }
}
