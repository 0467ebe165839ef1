package dev.martlet.runtime;

import dev.martlet.model.ByteSize;
import dev.martlet.model.FunctionVersion;
import java.nio.charset.StandardCharsets;

/**
 * What a bootstrap must know to load a function; the rest is in its process's variables.
 *
 * @param handler the handler string as the user wrote it
 * @param functionName for the handler's context
 * @param functionVersion {@code $LATEST} or a number
 * @param memory the memory limit, for the context
 * @param logGroup for the context
 * @param logStream for the context
 * @param jsonLog whether log lines are JSON documents instead of text
 */
public record InitSettings(
    String handler,
    String functionName,
    String functionVersion,
    ByteSize memory,
    String logGroup,
    String logStream,
    boolean jsonLog) {

  public static InitSettings of(FunctionVersion function, String logStream) {
    return new InitSettings(
        function.handler(),
        function.arn().name(),
        function.version(),
        function.memory(),
        function.log().group(),
        logStream,
        function.log().json());
  }

  /** The head of an INIT frame. */
  byte[] encode() {
    return String.join(
            "\0",
            handler,
            functionName,
            functionVersion,
            Long.toString(memory.toMegabytes()),
            logGroup,
            logStream,
            jsonLog ? "JSON" : "Text")
        .getBytes(StandardCharsets.UTF_8);
  }
}
