package dev.martlet.pool;

import dev.martlet.model.AnswerSink;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Invocation;
import dev.martlet.model.Phases;
import dev.martlet.sandbox.KillReason;
import java.util.function.BooleanSupplier;

/**
 * A place where one version's code is loaded and runs one invocation after the other. Whoever holds
 * its {@link Lease} may use it, from one thread.
 */
public interface ExecutionEnvironment {
  /** Its id: 32 hexadecimal digits, unique for ever. */
  String id();

  FunctionVersion function();

  /**
   * Runs one invocation to its end, at most for the function's timeout.
   *
   * @param soFar what the time was spent on until now; the outcome adds the run
   * @param sink gets the answer, or the error document, once
   */
  Execution run(Invocation invocation, Phases soFar, AnswerSink sink);

  /** False once something happened after which it must not run anything more. */
  boolean usable();

  /**
   * Stops everything in it, so that what the function left running takes no processor time, unless
   * somebody has begun to use it.
   *
   * @param unused asked while {@link #thaw} has to wait
   */
  void freeze(BooleanSupplier unused);

  /** Lets it go on. To be called by whoever gets a lease, before anything else. */
  void thaw();

  /**
   * Ends it, if it has not ended by itself, and waits, a few seconds at most, until nothing of it
   * is left. Never throws. Safe for all threads.
   *
   * @return why it really ended, as a sentence's second half: "it was idle for too long"
   */
  String end(KillReason reason);
}
