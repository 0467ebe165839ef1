package dev.martlet.runtime;

import dev.martlet.model.AnswerSink;

/**
 * The code inside one environment, whichever door it is spoken to through: {@link #initialise}
 * once, then {@link #invoke} as often as it answers {@link Answer.Answered}, or {@link
 * Answer.Failed} that is not the last. After any other result it is of no more use, and the
 * environment must be killed.
 *
 * <p>Used by one thread at a time, which blocks; {@link #close} may be called by any thread and
 * ends a blocked call with {@code Closed}, as does the death of the guest.
 */
public interface Guest extends AutoCloseable {
  /** Has the guest load the function's code; waits until it has. */
  InitResult initialise(InitSettings settings);

  /** Hands {@code event} to the handler; waits for its answer and writes it to {@code sink}. */
  Answer invoke(GuestEvent event, AnswerSink sink);

  @Override
  void close();
}
