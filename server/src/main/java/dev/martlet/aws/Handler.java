package dev.martlet.aws;

import dev.martlet.model.Call;

/**
 * Carries out an operation.
 *
 * @param <I> its input, which satisfies the model's constraints
 * @param <O> its output
 */
@FunctionalInterface
public interface Handler<I, O> {
  /**
   * Runs on the request's thread, and may block; called by many threads at once.
   *
   * @throws dev.martlet.model.ServiceError to refuse; anything else it throws is a failure of the
   *     platform, of which the caller learns nothing but that
   */
  O handle(Call call, I input);
}
