package dev.martlet.store;

import dev.martlet.model.AccountId;
import dev.martlet.model.BlobStore.Stored;
import dev.martlet.model.ByteSize;
import dev.martlet.model.Bytes;
import dev.martlet.model.Digest;
import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Committed;
import dev.martlet.model.MetaStore.Delete;
import dev.martlet.model.MetaStore.Put;
import dev.martlet.model.MetaStore.Write;
import dev.martlet.model.Observer;
import dev.martlet.model.SystemClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A process that creates, updates and deletes records with their blobs for ever, and says what was
 * acknowledged, a line each: {@code thread step;}. It ends only by being killed.
 */
final class CrashLoad {
  static final int THREADS = 4;
  private static final int KEYS = 5;

  private CrashLoad() {}

  /** A record's state after a step. The step names all there is to it. */
  static Write write(int round, int thread, int step) {
    long seed = (round * 31L + thread) * 1_000_003L + step;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    MetaStore.Key key = key(round, thread, random.nextInt(KEYS));
    boolean delete = random.nextInt(4) == 0;
    return delete ? new Delete(key) : new Put(key, Digest.of(content(round, thread, step)).hex());
  }

  static MetaStore.Key key(int round, int thread, int number) {
    AccountId account = new AccountId("000000000000");
    return MetaStore.Key.global(account, "crash/%d/%d/%d".formatted(round, thread, number));
  }

  private static Bytes content(int round, int thread, int step) {
    return Bytes.utf8(round + " " + thread + " " + step + " ".repeat(step % 3000));
  }

  /** Arguments: the data directory and the number of the round. */
  public static void main(String[] arguments) throws IOException {
    DataDirectory.Opening directory = DataDirectory.open(Path.of(arguments[0]));
    int round = Integer.parseInt(arguments[1]);
    if (directory instanceof DataDirectory.Opened(DataDirectory mine)
        && Store.open(mine, Optional.empty(), new SystemClock(), Observer.NONE)
            instanceof Store.Opened(Store store)) {
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        Thread.ofPlatform().start(() -> load(store, round, thread));
      }
    } else {
      throw new IllegalStateException("refused: " + directory);
    }
  }

  private static void load(Store store, int round, int thread) {
    for (int step = 0; ; step++) {
      Write write = write(round, thread, step);
      if (write instanceof Put put) {
        store(store, content(round, thread, step), put);
      }
      if (!(store.meta().commit(List.of(), List.of(write)) instanceof Committed)) {
        throw new IllegalStateException("not committed: " + write);
      }
      acknowledge(thread, step);
    }
  }

  private static void store(Store store, Bytes content, Put put) {
    try {
      Object stored =
          store.blobs().put(new ByteArrayInputStream(content.toArray()), ByteSize.megabytes(1));
      if (!(stored instanceof Stored(Digest digest, ByteSize size))
          || !digest.hex().equals(put.json())) {
        throw new IllegalStateException("not stored: " + put + ", " + stored);
      }
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void acknowledge(int thread, int step) {
    System.out.println(thread + " " + step + ";");
  }
}
