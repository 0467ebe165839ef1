package dev.martlet.functions;

import dev.martlet.dispatch.Dispatcher;
import dev.martlet.model.AnswerSink;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.Invocation;
import dev.martlet.model.Outcome;

/** What this package needs of the dispatcher. */
interface Dispatch {
  /** As {@link Dispatcher#invoke}. */
  Outcome invoke(Invocation invocation, AnswerSink sink);

  /** As {@link Dispatcher#changed}. */
  void changed(FunctionArn function, String currentRevision);

  /** As {@link Dispatcher#deleted}. */
  void deleted(FunctionArn function);

  static Dispatch by(Dispatcher dispatcher) {
    return new Dispatch() {
      @Override
      public Outcome invoke(Invocation invocation, AnswerSink sink) {
        return dispatcher.invoke(invocation, sink);
      }

      @Override
      public void changed(FunctionArn function, String currentRevision) {
        dispatcher.changed(function, currentRevision);
      }

      @Override
      public void deleted(FunctionArn function) {
        dispatcher.deleted(function);
      }
    };
  }
}
