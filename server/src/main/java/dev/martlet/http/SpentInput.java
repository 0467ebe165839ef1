package dev.martlet.http;

import io.helidon.common.buffers.DataReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.VarHandle;

/**
 * Lets go of what a connection's reader has read.
 *
 * <p>The web server's reader links each piece to the one that follows, and leaves the links of
 * those that are done. A piece that the collector took for old then keeps all that come after it on
 * its connection, dead as they are, until the next full collection: megabytes a second under load.
 * So they are cut, which takes two private fields of Helidon 4.5.0.
 *
 * <p>Used by the thread that reads.
 */
final class SpentInput {
  private static final VarHandle HEAD;
  private static final VarHandle NEXT;

  static {
    try {
      Lookup lookup = MethodHandles.privateLookupIn(DataReader.class, MethodHandles.lookup());
      Class<?> piece = lookup.findClass(DataReader.class.getName() + "$Node");
      HEAD = lookup.findVarHandle(DataReader.class, "head", piece);
      NEXT = lookup.findVarHandle(piece, "next", piece);
    } catch (ReflectiveOperationException changed) {
      throw new LinkageError("The web server's reader is not the one that is known", changed);
    }
  }

  private final DataReader reader;
  private Object oldest;

  SpentInput(DataReader reader) {
    this.reader = reader;
    this.oldest = HEAD.get(reader);
  }

  /** Cuts the links of all pieces before the one that is being read. */
  void release() {
    Object current = HEAD.get(reader);
    while (!oldest.equals(current)) {
      Object next = NEXT.get(oldest);
      NEXT.set(oldest, null);
      oldest = next;
    }
  }
}
