package dev.martlet.app;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM, Ctrl-C and the end of the terminal: the first asks for a stop, the second ends the
 * process at once.
 *
 * <p>A shutdown hook would not do, because the JVM takes no second signal while hooks run. The
 * JVM's own signals are in {@code sun.misc}, which javac warns of without any means to say that it
 * is known; hence the reflection.
 */
final class Signals {
  private static final int STOPPED_AT_ONCE = 130;

  private final CountDownLatch first = new CountDownLatch(1);

  /** Takes the three signals over. */
  static Signals catching() {
    Signals signals = new Signals();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      Object ours =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                signals.came();
                return null;
              });
      for (String name : new String[] {"TERM", "INT", "HUP"}) {
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
      }
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("This JVM hands out no signals", missing);
    }
    return signals;
  }

  /** Blocks until the first has come. */
  void awaitFirst() throws InterruptedException {
    first.await();
  }

  /** As if the first had come. */
  void raise() {
    came();
  }

  private void came() {
    if (first.getCount() == 0) {
      // Launchers notice that we are gone, and kill what they have confined.
      Runtime.getRuntime().halt(STOPPED_AT_ONCE);
    }
    first.countDown();
  }
}
