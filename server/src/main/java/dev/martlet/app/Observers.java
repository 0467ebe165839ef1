package dev.martlet.app;

import dev.martlet.model.Observer;
import java.util.List;

/** Tells all observers, in order. */
record Observers(List<Observer> all) implements Observer {
  Observers(Observer... all) {
    this(List.of(all));
  }

  Observers {
    all = List.copyOf(all);
  }

  @Override
  public void on(Happened happened) {
    for (Observer observer : all) {
      observer.on(happened);
    }
  }
}
