package dev.martlet.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The folders of this instance, one in each hierarchy, in which its sandboxes have theirs. They are
 * recorded in a file before they are made, so that the next process finds them even if its own
 * place in the hierarchies is another one.
 */
final class InstanceFolders {
  private static final int ROUNDS = 10;
  private static final Duration DYING = Duration.ofSeconds(2);

  private final Set<Path> folders;
  private final Set<Path> all;
  private final Path record;

  /**
   * Makes nothing yet.
   *
   * @param folders of several controllers that share a hierarchy one
   * @param others in which a sandbox has a group only now and then
   * @param record the file that remembers them all
   */
  InstanceFolders(Collection<Path> folders, Collection<Path> others, Path record) {
    this.folders = new LinkedHashSet<>(folders);
    this.all = new LinkedHashSet<>(folders);
    this.all.addAll(others);
    this.record = record;
  }

  /** What is done with the groups of a sandbox before they are given away. */
  interface Preparation<T> {
    T prepare() throws IOException;
  }

  /** Makes a sandbox's groups; if the preparation fails, nothing is left of them. */
  <T> T create(SandboxId id, Preparation<T> preparation) throws IOException {
    List<Path> made = new ArrayList<>();
    try {
      for (Path folder : folders) {
        made.add(Files.createDirectory(folder.resolve(id.value())));
      }
      return preparation.prepare();
    } catch (IOException failure) {
      for (Path folder : made) {
        Files.deleteIfExists(folder);
      }
      throw failure;
    }
  }

  /** Kills and removes what a former process left, and makes the folders. */
  Isolation.Leftovers clear() throws IOException {
    Set<Path> suspects = new LinkedHashSet<>(all);
    if (Files.exists(record)) {
      Files.readAllLines(record).forEach(line -> suspects.add(Path.of(line)));
    }
    // First of all, because what stands still does not die, and holds its group in each hierarchy.
    for (Path suspect : suspects) {
      for (GroupFolder group : new GroupFolder(suspect).children()) {
        group.thawVersion1();
      }
    }
    int processes = 0;
    Set<Path> groups = new HashSet<>();
    for (Path suspect : suspects) {
      for (GroupFolder group : new GroupFolder(suspect).children()) {
        processes += empty(group);
        if (group.remove()) {
          groups.add(group.path().getFileName());
        }
      }
      if (!all.contains(suspect)) {
        new GroupFolder(suspect).remove();
      }
    }
    make();
    return new Isolation.Leftovers(processes, groups.size(), 0);
  }

  // Again and again, because what is being killed may have started something else just before.
  private static int empty(GroupFolder group) throws IOException {
    Set<ProcessHandle> killed = new HashSet<>();
    List<ProcessHandle> now = group.kill();
    for (int round = 0; round < ROUNDS && !now.isEmpty(); round++) {
      killed.addAll(now);
      try {
        CompletableFuture.allOf(
                now.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
            .orTimeout(DYING.toMillis(), TimeUnit.MILLISECONDS)
            .join();
      } catch (CompletionException slow) {
        // A dead process that nobody has waited for yet counts as alive; its group can go anyway.
        return killed.size();
      }
      now = group.kill();
    }
    return killed.size();
  }

  private void make() throws IOException {
    Path next = record.resolveSibling(record.getFileName() + ".new");
    Files.write(next, all.stream().map(Path::toString).sorted().toList());
    Files.move(next, record, StandardCopyOption.ATOMIC_MOVE);
    for (Path folder : all) {
      Files.createDirectories(folder);
    }
  }

  /** Removes the folders, and the record with the last of them; groups that still exist stay. */
  void close() throws IOException {
    boolean gone = true;
    for (Path folder : all) {
      gone &= new GroupFolder(folder).remove();
    }
    if (gone) {
      Files.deleteIfExists(record);
    }
  }
}
