package dev.martlet.wire.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation that we implement. Handlers are bound to these constants, and both sides of the wire
 * are derived from them.
 *
 * @param name as the model calls it, {@code Invoke}
 * @param errors the errors that the model says it answers with
 * @param action the IAM action, {@code lambda:InvokeFunction}
 * @param resource the ARN that policies name, with {@code {region}}, {@code {account}} and the
 *     names of input members in braces; null where the action is about no single resource ({@code
 *     *})
 */
public record Operation<I, O>(
    Service service,
    String name,
    HttpBinding http,
    Structure<I> input,
    Structure<O> output,
    List<ErrorShape> errors,
    String action,
    @Nullable String resource) {
  public Operation {
    errors = List.copyOf(errors);
  }

  @Override
  public String toString() {
    return service.name() + ":" + name;
  }
}
