package dev.martlet.guest;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The program: loads the handler that INIT names, then serves until the stream ends. */
public final class Bootstrap {
  private static final int MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100;
  private static final String TRACE_PROPERTY = "com.amazonaws.xray.traceHeader";

  private final Frames frames;
  private final Settings settings;
  private final FunctionLogger logger;

  private Bootstrap(Frames frames, Settings settings) {
    this.frames = frames;
    this.settings = settings;
    this.logger = FunctionLogger.install(settings.jsonLog());
  }

  public static void main(String[] arguments) throws IOException {
    // Without a buffer, so that all output is out before the answer is.
    System.setOut(unbuffered(FileDescriptor.out));
    System.setErr(unbuffered(FileDescriptor.err));
    Frames frames = Frames.ofDescriptors();
    Frame init = frames.receive();
    Bootstrap bootstrap = new Bootstrap(frames, Settings.decode(init.headText(0)));
    Handler handler = bootstrap.load(init);
    frames.send(Frames.READY, init.id(), "", "");
    while (true) {
      bootstrap.answer(handler, frames.receive());
    }
  }

  private static PrintStream unbuffered(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  private Handler load(Frame init) throws IOException {
    try {
      String root = System.getenv().getOrDefault("LAMBDA_TASK_ROOT", "/var/task");
      URLClassLoader classes = FunctionClasses.in(Path.of(root), Path.of("/opt/java"));
      Thread.currentThread().setContextClassLoader(classes);
      return new HandlerLoader(classes, new Serializers(classes)).load(settings.handler());
    } catch (Throwable failure) {
      report(Frames.LAST_ERROR, init, failure);
      throw end(1);
    }
  }

  private void answer(Handler handler, Frame event) throws IOException {
    AnswerBuffer answer = frames.answerBuffer();
    Throwable failure = null;
    try {
      InvocationContext context = InvocationContext.of(event, settings, logger);
      trace(context.getXrayTraceId());
      logger.requestIs(context.getAwsRequestId());
      handler.handle(event.payload(), answer, context);
      if (answer.length() > MAX_ANSWER_BYTES) {
        throw Fault.answerTooLarge(MAX_ANSWER_BYTES);
      }
    } catch (Throwable thrown) {
      failure = thrown;
    }
    if (failure == null) {
      frames.send(event.id(), answer);
    } else {
      // As on AWS: after these a JVM cannot be trusted.
      boolean last = failure instanceof VirtualMachineError || failure instanceof IOError;
      report(last ? Frames.LAST_ERROR : Frames.ERROR, event, failure);
      if (last) {
        throw end(1);
      }
    }
    Thread.interrupted(); // what the function did to this thread ends with the invocation
  }

  private static void trace(String header) {
    if (header.isEmpty()) {
      System.clearProperty(TRACE_PROPERTY);
    } else {
      System.setProperty(TRACE_PROPERTY, header);
    }
  }

  private void report(int kind, Frame asked, Throwable failure) throws IOException {
    try {
      ErrorReport report = ErrorReport.of(failure);
      logger.failure(report.text());
      frames.send(kind, asked.id(), report.type(), report.document());
    } catch (OutOfMemoryError | StackOverflowError nothingLeft) {
      throw end(1);
    }
  }

  /** Ends the process at once: neither hooks nor threads of the function may hold it up. */
  static Error end(int status) {
    Runtime.getRuntime().halt(status);
    return new AssertionError("A JVM does not outlive its halt");
  }
}
