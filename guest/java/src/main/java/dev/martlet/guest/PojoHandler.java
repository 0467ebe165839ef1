package dev.martlet.guest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A handler of values, fed with streams. Without a serializer the event or answer is ignored. */
final class PojoHandler implements Handler {
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final ValueHandler function;
  private final @Nullable PojoSerializer<Object> events;
  private final @Nullable PojoSerializer<Object> answers;

  /** The function behind, which may throw whatever it likes. */
  interface ValueHandler {
    @Nullable Object handle(@Nullable Object event, Context context) throws Throwable;
  }

  PojoHandler(
      ValueHandler function,
      @Nullable PojoSerializer<Object> events,
      @Nullable PojoSerializer<Object> answers) {
    this.function = function;
    this.events = events;
    this.answers = answers;
  }

  @Override
  public void handle(InputStream input, OutputStream output, Context context) throws Throwable {
    Object event = events == null ? null : parse(events, input);
    Object answer = function.handle(event, context);
    if (answers == null) {
      output.write(NULL);
    } else {
      write(answers, answer, output);
    }
  }

  private static Object parse(PojoSerializer<Object> events, InputStream input) {
    try {
      return events.fromJson(input);
    } catch (Exception | LinkageError unfit) {
      throw new RuntimeException("An error occurred during JSON parsing", unfit);
    }
  }

  private static void write(
      PojoSerializer<Object> answers, @Nullable Object answer, OutputStream output) {
    try {
      answers.toJson(answer, output);
    } catch (Exception | LinkageError unfit) {
      throw new RuntimeException("An error occurred during JSON serialization of response", unfit);
    }
  }
}
