package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * File systems on disk, a few of them ready before anybody asks, because making one takes as long
 * as all else that the kernel does for a cold start. Together they take at most a part of the disk,
 * and leave some of it free.
 *
 * <p>The thread {@code martlet-disks} makes and discards them; who finds none ready waits for it.
 */
final class DiskPool implements Scratches {
  private static final System.Logger LOG = System.getLogger(DiskPool.class.getName());
  private static final int MOST_READY = 4;

  /** So much is left of the disk for everything else. */
  private static final ByteSize LEFT_FREE = ByteSize.megabytes(512);

  private final Path folder;
  private final Optional<ByteSize> most;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("martlet-disks").daemon().factory());
  private final Queue<DiskImage> ready = new ConcurrentLinkedQueue<>();
  private volatile Optional<String> obstacle = Optional.empty();

  // Of the thread alone.
  private @Nullable DiskTemplate template;
  private int wanted;
  private long taken;
  private long budget;

  /**
   * Makes one that is empty until {@link #begin}.
   *
   * @param folder where the images are
   * @param most what they take of the disk together; by default half of what is free now
   */
  DiskPool(Path folder, Optional<ByteSize> most) {
    this.folder = folder;
    this.most = most;
  }

  @Override
  public void begin(Function<Scratch, Optional<String>> trial) {
    thread.execute(
        () -> {
          try {
            prepare(trial);
          } catch (IOException | RuntimeException | Error failure) {
            template = null;
            tell(failure.getMessage() + ".");
          }
        });
  }

  private void prepare(Function<Scratch, Optional<String>> trial) throws IOException {
    Optional<Path> maker = DiskTemplate.maker();
    if (maker.isEmpty()) {
      tell("mkfs.ext4 is not installed (package e2fsprogs).");
      return;
    }
    if (Files.getFileStore(folder).type().equals("tmpfs")) {
      tell(folder + " is in memory itself.");
      return;
    }
    if (most.equals(Optional.of(ByteSize.ZERO))) {
      obstacle = Optional.of("tmp.disk is 0.");
      return;
    }
    budget = most.map(ByteSize::bytes).orElse(Files.getFileStore(folder).getUsableSpace() / 2);
    template = DiskTemplate.make(maker.get(), SandboxLimits.TEMPORARY, folder);
    long fit = budget / template.size().bytes();
    wanted = Math.clamp(fit / 4, 1, MOST_READY);
    Optional<DiskImage> first = make();
    Optional<String> refusal = first.flatMap(trial);
    first.ifPresent(this::release);
    if (refusal.isPresent()) {
      template = null;
      tell(refusal.get() + ".");
    }
    for (int i = 0; i < wanted; i++) {
      fill();
    }
  }

  @Override
  public Scratch take(SandboxLimits limits) {
    DiskImage prepared = ready.poll();
    if (prepared != null) {
      later(this::fill);
      return prepared;
    }
    try {
      Optional<DiskImage> image =
          CompletableFuture.supplyAsync(
                  () -> Optional.ofNullable(ready.poll()).or(this::make), this::later)
              .join();
      return image.isPresent() ? image.get() : Scratches.inMemory(limits);
    } catch (CompletionException failure) {
      LOG.log(Level.ERROR, "A disk for /tmp could not be made", failure);
      return Scratches.inMemory(limits);
    }
  }

  private void fill() {
    if (ready.size() < wanted) {
      make().ifPresent(ready::add);
    }
  }

  // If there is none, the obstacle says why.
  private Optional<DiskImage> make() {
    DiskTemplate blank = template;
    if (blank == null) {
      return Optional.empty();
    }
    long size = blank.size().bytes();
    try {
      if (taken + size > budget) {
        tell("All that tmp.disk allows, " + (budget >> 20) + " MB, is in use.");
      } else if (Files.getFileStore(folder).getUsableSpace() - size < LEFT_FREE.bytes()) {
        tell("The disk has no room: each takes " + (size >> 20) + " MB, and 512 MB stay free.");
      } else {
        DiskImage image = DiskImage.make(blank, folder);
        taken += size;
        obstacle = Optional.empty();
        return Optional.of(image);
      }
    } catch (IOException | RuntimeException failure) {
      tell(failure.getMessage() + ".");
    }
    return Optional.empty();
  }

  private void tell(String why) {
    if (!obstacle.equals(Optional.of(why))) {
      LOG.log(Level.WARNING, "/tmp of functions is in memory: {0}", why);
      obstacle = Optional.of(why);
    }
  }

  @Override
  public void discard(Scratch scratch) {
    if (scratch instanceof DiskImage image) {
      try {
        CompletableFuture.runAsync(() -> release(image), this::later).join();
      } catch (CompletionException failure) {
        LOG.log(Level.ERROR, "A sandbox's disk cannot be given back", failure);
      }
      later(this::fill);
    }
  }

  // A sandbox that died too late for the stop gives its disk back itself.
  private void later(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException closed) {
      task.run();
    }
  }

  private void release(DiskImage image) {
    try {
      image.discard();
    } catch (IOException failure) {
      LOG.log(Level.ERROR, "A sandbox's disk cannot be given back", failure);
    } finally {
      taken -= image.size().bytes();
    }
  }

  @Override
  public Optional<String> obstacle() {
    return obstacle;
  }

  /** To be closed after the last sandbox. */
  @Override
  public void close() {
    later(
        () -> {
          wanted = 0;
          template = null;
          ready.forEach(this::release);
          ready.clear();
        });
    thread.close();
  }
}
