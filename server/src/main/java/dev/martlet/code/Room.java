package dev.martlet.code;

import dev.martlet.model.DiskSpace;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The disk's room for code that is being taken in: what one has been promised is not there for
 * another, written or not. Safe for all threads.
 */
final class Room {
  private final DiskSpace disk;
  private final AtomicLong promised = new AtomicLong();

  Room(DiskSpace disk) {
    this.disk = disk;
  }

  /** Empty if so many bytes would leave the disk nearly full. */
  Optional<Promise> promise(long bytes) throws IOException {
    long all = promised.addAndGet(bytes);
    boolean kept = false;
    try {
      kept = disk.free().bytes() - all >= DiskSpace.NEARLY_FULL.bytes();
      return kept ? Optional.of(new Promise(bytes)) : Optional.empty();
    } finally {
      if (!kept) {
        promised.addAndGet(-bytes);
      }
    }
  }

  /** Room that is one's own until all that it is for is written, or will not be. */
  final class Promise implements AutoCloseable {
    private final AtomicLong bytes;

    private Promise(long bytes) {
      this.bytes = new AtomicLong(bytes);
    }

    @Override
    public void close() {
      promised.addAndGet(-bytes.getAndSet(0));
    }
  }
}
