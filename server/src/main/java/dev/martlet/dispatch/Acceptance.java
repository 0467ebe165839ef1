package dev.martlet.dispatch;

import dev.martlet.model.Outcome;

/** What became of an asynchronous invocation when it came. */
public sealed interface Acceptance {
  /** It is on disk, and will be tried until it is over. */
  record Accepted() implements Acceptance {}

  /** The queue is full: try again later. */
  record Full(String message) implements Acceptance {}

  /** There is no such function, or it cannot run. */
  record Refused(Outcome.Reason reason, String message) implements Acceptance {}

  /** The disk's answer was lost: it may or may not be tried. */
  record Unknown(Throwable cause) implements Acceptance {}
}
