package dev.martlet.functions;

import dev.martlet.code.CodeTrees;
import dev.martlet.model.BlobStore;
import dev.martlet.model.Clock;
import dev.martlet.model.Digest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Removes code that no function refers to any more, by two rules: what was put within the last hour
 * stays, for its record may be about to be written; and what is found unreferenced goes at the next
 * sweep only, for an invocation may be about to lease it.
 *
 * <p>Run by one thread at a time.
 */
final class CodeSweep {
  static final Duration GRACE = Duration.ofHours(1);

  private static final System.Logger LOG = System.getLogger(CodeSweep.class.getName());

  private final Functions functions;
  private final BlobStore blobs;
  private final CodeTrees trees;
  private final Clock clock;
  private Set<Digest> condemned = Set.of();

  CodeSweep(Functions functions, BlobStore blobs, CodeTrees trees, Clock clock) {
    this.functions = functions;
    this.blobs = blobs;
    this.trees = trees;
    this.clock = clock;
  }

  /**
   * Removes everything unreferenced: at the start, before anything else can happen. Trees only get
   * out of sight, so that the start need not wait for their files.
   */
  void all() {
    sweep(referenced()::contains, clock.now());
  }

  /**
   * Removes what the two rules allow.
   *
   * @throws RuntimeException if the database does not answer: a record that is not known here may
   *     refer to anything
   */
  void again() {
    functions.catchUp();
    Instant before = clock.now().minus(GRACE);
    Set<Digest> referenced = referenced();
    Set<Digest> next = new HashSet<>();
    sweep(
        digest -> {
          if (referenced.contains(digest)) {
            return true;
          }
          next.add(digest);
          return !condemned.contains(digest);
        },
        before);
    condemned = next;
  }

  /** Deletes the trees that were removed; stops when its thread is interrupted. */
  void emptyTrash() {
    try {
      trees.emptyTrash();
    } catch (IOException failed) {
      LOG.log(Level.WARNING, "Removed code could not be deleted", failed);
    }
  }

  private Set<Digest> referenced() {
    return functions.all().flatMap(Function::archives).collect(Collectors.toUnmodifiableSet());
  }

  private void sweep(Predicate<Digest> live, Instant olderThan) {
    try {
      int removed = trees.sweep(live) + blobs.sweep(live, olderThan);
      LOG.log(Level.DEBUG, "Removed {0} archives and trees", removed);
    } catch (IOException failed) {
      LOG.log(Level.WARNING, "Code that is not needed could not be removed", failed);
    }
  }
}
