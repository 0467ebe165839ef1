package dev.martlet.guest;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** The logger of the context: one call is one log event, however many lines it has. */
final class FunctionLogger implements LambdaLogger {
  private final FileOutputStream output = new FileOutputStream(FileDescriptor.out);
  private final boolean json;
  private final LogLevel lowest;
  private volatile String requestId = "";

  private FunctionLogger(boolean json, LogLevel lowest) {
    this.json = json;
    this.lowest = lowest;
  }

  /** Makes a logger that {@link LambdaRuntime#getLogger} gives to functions too. */
  static FunctionLogger install(boolean json) {
    FunctionLogger logger = new FunctionLogger(json, level(System.getenv("AWS_LAMBDA_LOG_LEVEL")));
    try {
      // AWS's runtime does it this way; there is no other.
      Field field = LambdaRuntime.class.getDeclaredField("logger");
      field.setAccessible(true);
      field.set(null, logger);
    } catch (ReflectiveOperationException otherLibrary) {
      throw new LinkageError("aws-lambda-java-core has no logger to set", otherLibrary);
    }
    return logger;
  }

  private static LogLevel level(@Nullable String name) {
    for (LogLevel level : LogLevel.values()) {
      if (level.name().equalsIgnoreCase(name)) {
        return level;
      }
    }
    return LogLevel.UNDEFINED;
  }

  /** Names the request that JSON lines belong to from now on. */
  void requestIs(String id) {
    requestId = id;
  }

  /** Logs an error that ended a load or an invocation. */
  void failure(String text) {
    log(text, json ? LogLevel.ERROR : LogLevel.UNDEFINED);
  }

  @Override
  public void log(@Nullable String message) {
    log(message, LogLevel.UNDEFINED);
  }

  @Override
  public void log(byte @Nullable [] message) {
    log(message, LogLevel.UNDEFINED);
  }

  @Override
  public void log(@Nullable String message, LogLevel level) {
    if (level == LogLevel.UNDEFINED || level.compareTo(lowest) >= 0) {
      String text = String.valueOf(message);
      write(json ? asJson(text, level) : asText(text, level));
    }
  }

  @Override
  public void log(byte @Nullable [] message, LogLevel level) {
    if (level == LogLevel.UNDEFINED || level.compareTo(lowest) >= 0) {
      write(message == null ? "null" : new String(message, StandardCharsets.UTF_8));
    }
  }

  private static String asText(String message, LogLevel level) {
    return level == LogLevel.UNDEFINED ? message : "[" + level + "] " + message;
  }

  private String asJson(String message, LogLevel level) {
    StringBuilder line = new StringBuilder("{");
    Json.member(line, "timestamp", Times.WITH_MILLIS.format(Instant.now()));
    Json.member(line, "message", message);
    Json.member(line, "level", level.name());
    if (!requestId.isEmpty()) {
      Json.member(line, "AWSRequestId", requestId);
    }
    return line.append('}').toString();
  }

  private void write(String event) {
    String line = event.endsWith("\n") ? event.substring(0, event.length() - 1) : event;
    byte[] bytes = (line.replace('\n', '\r') + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      output.write(bytes);
    } catch (IOException closed) {
      throw new UncheckedIOException("The log cannot be written", closed);
    }
  }

  /** Loaded with the first JSON line: it takes milliseconds. */
  private static final class Times {
    private static final DateTimeFormatter WITH_MILLIS =
        new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
  }
}
