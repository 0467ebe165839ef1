package dev.martlet.sandbox;

import java.util.List;

/** What a hostile program does to its own environment, and how that must end. */
record Misbehaviour(String how, Ending ending) {
  private static final Ending TIMED_OUT = new Ending.Killed(KillReason.TIMED_OUT);
  private static final int SIGKILL = 9;
  private static final int SIGSEGV = 11;
  private static final int SIGSYS = 31;

  static List<Misbehaviour> all() {
    return List.of(
        new Misbehaviour("spin on every core", TIMED_OUT),
        new Misbehaviour("fork and execute on and on", TIMED_OUT),
        new Misbehaviour("fork and exit on and on", TIMED_OUT),
        new Misbehaviour("stop itself", TIMED_OUT),
        new Misbehaviour("close everything", TIMED_OUT),
        new Misbehaviour("flood its answers", TIMED_OUT),
        new Misbehaviour("flood its log", new Ending.Exited(2)),
        new Misbehaviour("leave a daemon behind", new Ending.Exited(7)),
        new Misbehaviour("kill everything it can", new Ending.Signalled(SIGKILL)),
        new Misbehaviour("call through a foreign gate", new Ending.Signalled(SIGSYS)),
        new Misbehaviour("recurse without end", new Ending.Signalled(SIGSEGV)));
  }

  @Override
  public String toString() {
    return how;
  }
}
