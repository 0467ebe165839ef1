package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * A confined process and all its descendants. Safe for all threads.
 *
 * <p>When its command ends, everything else in it is killed. Whoever reads the end of a stream
 * should call {@link #awaitEnd}, not {@link #kill}: only then does the ending tell why.
 */
public interface Sandbox extends AutoCloseable {
  SandboxId id();

  /** Descriptor 3 inside, from which the command takes events; blocking. */
  SocketChannel events();

  /**
   * Descriptor 4 inside, to which the command answers; blocking. It is not descriptor 3, because
   * whoever reads an answer from a socket wakes the one that reads events from its other end.
   */
  SocketChannel answers();

  /** Descriptors 1 and 2 inside; what is not read from here blocks the writer; blocking. */
  SocketChannel output();

  /** Where the command can connect to us, if its specification names a port; blocking. */
  Optional<ServerSocketChannel> listener();

  /** Runs {@code task}, which must not block, once it has ended: on any thread, perhaps at once. */
  void whenEnded(Runnable task);

  /** Kills everything inside. Does not block; only the first reason counts. */
  void kill(KillReason reason);

  /**
   * Waits until nothing of it is left: processes, control groups, user id. The channels stay open,
   * so that output written before the end can still be read, until {@link #close}.
   *
   * @return empty if it has not ended after {@code most}
   */
  Optional<Ending> awaitEnd(Duration most) throws InterruptedException;

  /**
   * Stops everything inside until {@link #thaw}: no instruction runs, memory stays. It can be
   * killed all the same. Does nothing where the kernel has no freezer, or when it is being killed.
   */
  void freeze();

  /** Lets everything go on; costs nothing if it was not frozen. One that cannot is killed. */
  void thaw();

  /**
   * Whether everything inside takes only the processor time that nobody else wants, and never
   * delays others; as long as there is some, it goes on as before. Fails silently: this is
   * courtesy.
   */
  void giveWay(boolean way);

  /** The most memory it has ever used, the files it read included; costs two system calls. */
  ByteSize peakMemory();

  /** The processor time that it has used; zero where the kernel does not count it. */
  Duration cpu();

  /** Kills it if it still runs, as part of a shutdown, and closes the channels. */
  @Override
  void close();
}
