package dev.martlet.functions;

import dev.martlet.dispatch.Acceptance;
import dev.martlet.dispatch.Dispatcher;
import dev.martlet.dispatch.Events;
import dev.martlet.model.AnswerSink;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.Invocation;
import dev.martlet.model.Outcome;

/** What this package needs of the dispatcher. */
interface Dispatch {
  /** As {@link Dispatcher#invoke}. */
  Outcome invoke(Invocation invocation, AnswerSink sink);

  /** As {@link Events#accept}. */
  Acceptance accept(Invocation invocation);

  /** As {@link Dispatcher#changed}. */
  void changed(FunctionVersion.Key current);

  /** As {@link Dispatcher#deleted}. */
  void deleted(FunctionArn function);

  /** As {@link Dispatcher#deletedVersion}. */
  void deletedVersion(FunctionArn function, String version);

  static Dispatch by(Dispatcher dispatcher, Events events) {
    return new Dispatch() {
      @Override
      public Outcome invoke(Invocation invocation, AnswerSink sink) {
        return dispatcher.invoke(invocation, sink);
      }

      @Override
      public Acceptance accept(Invocation invocation) {
        return events.accept(invocation);
      }

      @Override
      public void changed(FunctionVersion.Key current) {
        dispatcher.changed(current);
      }

      @Override
      public void deleted(FunctionArn function) {
        dispatcher.deleted(function);
      }

      @Override
      public void deletedVersion(FunctionArn function, String version) {
        dispatcher.deletedVersion(function, version);
      }
    };
  }
}
