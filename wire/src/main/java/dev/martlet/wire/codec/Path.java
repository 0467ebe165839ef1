package dev.martlet.wire.codec;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in the input: a member's name, an index of a list or a key of a map, under
 * the path of what holds it.
 */
record Path(@Nullable Path parent, Object step) {
  static Path of(@Nullable Path parent, Object step) {
    return new Path(parent, step);
  }

  Iterable<Object> steps() {
    Deque<Object> steps = new ArrayDeque<>();
    for (Path at = this; at != null; at = at.parent) {
      steps.addFirst(at.step);
    }
    return steps;
  }

  /** Smithy's form: {@code /tags/0/key}. */
  String pointer() {
    StringBuilder text = new StringBuilder();
    for (Object step : steps()) {
      text.append('/').append(step.toString().replace("~", "~0").replace("/", "~1"));
    }
    return text.toString();
  }

  /** The form of AWS's services: {@code tags.1.member.key}. */
  String dotted() {
    StringBuilder text = new StringBuilder();
    for (Object step : steps()) {
      if (!text.isEmpty()) {
        text.append('.');
      }
      if (step instanceof Integer index) {
        text.append(index + 1).append(".member");
      } else {
        text.append(decapitalised(step.toString()));
      }
    }
    return text.toString();
  }

  private static String decapitalised(String name) {
    return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
