package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/** How the command of one sandbox reaches us at its port. Of the thread that starts it. */
interface Inlet {
  /** Tells the launcher what it has to do about it. */
  void describe(Order order);

  /**
   * Comes by, if the launcher asks for that and waits. The launcher's word before and after proves
   * that we were with the right sandbox: its process was there all the time, so nobody else had its
   * number.
   *
   * @param launcher the number of its process
   */
  default void visit(long launcher) throws IOException, InterruptedException {
    throw new IOException("The launcher waits for nobody here");
  }

  /** Removes what only the launcher needed, now that its command runs or will not. */
  default void hide() {
    // As a rule there is nothing to be seen.
  }

  /** Ours, once the command runs. */
  ServerSocketChannel listener();

  /** Closes the listener, because the command does not run. */
  void close();
}
