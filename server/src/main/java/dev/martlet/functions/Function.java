package dev.martlet.functions;

import dev.martlet.functions.Release.Archive;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionArn;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A function as its record says.
 *
 * @param revision its id, shown as {@code RevisionId}: another one after every change, those of its
 *     state included
 * @param wanted the release its owner asked for last
 * @param modified when that was
 */
record Function(
    FunctionArn arn,
    String revision,
    Release wanted,
    Instant modified,
    SortedMap<String, String> tags,
    Status status) {

  Function {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  static Function creating(
      FunctionArn arn, Release first, Instant now, SortedMap<String, String> tags) {
    return new Function(arn, first.revision(), first, now, tags, new Status.Creating());
  }

  /** True while its code is being made ready: then it cannot be changed. */
  boolean unfinished() {
    return switch (status) {
      case Status.Creating() -> true;
      case Status.Updating(Release _) -> true;
      case Status.CreationFailed(String _) -> false;
      case Status.Active() -> false;
      case Status.UpdateFailed(Release _, String _) -> false;
    };
  }

  /** What invocations run. */
  Optional<Release> serving() {
    return switch (status) {
      case Status.Creating() -> Optional.empty();
      case Status.CreationFailed(String _) -> Optional.empty();
      case Status.Active() -> Optional.of(wanted);
      case Status.Updating(Release serving) -> Optional.of(serving);
      case Status.UpdateFailed(Release serving, String _) -> Optional.of(serving);
    };
  }

  /** Its owner asks for something else. */
  Function changed(Release next, Instant now) {
    if (unfinished()) {
      throw new IllegalStateException(arn + " is being made ready");
    }
    Status then = serving().<Status>map(Status.Updating::new).orElseGet(Status.Creating::new);
    return new Function(arn, next.revision(), next, now, tags, then);
  }

  /** How it would look with that code; a trial alone shows it. */
  Function carrying(Archive code) {
    Release trial = new Release(wanted.revision(), code, wanted.settings());
    return new Function(arn, revision, trial, modified, tags, status);
  }

  /** What was wanted can run. */
  Function ready(String newRevision) {
    return with(newRevision, new Status.Active());
  }

  /** What was wanted cannot run. */
  Function failed(String newRevision, String reason) {
    return with(
        newRevision,
        serving()
            .<Status>map(serving -> new Status.UpdateFailed(serving, reason))
            .orElseGet(() -> new Status.CreationFailed(reason)));
  }

  private Function with(String newRevision, Status next) {
    if (!unfinished()) {
      throw new IllegalStateException(arn + " is not being made ready");
    }
    return new Function(arn, newRevision, wanted, modified, tags, next);
  }

  /** Every archive it refers to. */
  Stream<Digest> archives() {
    return Stream.concat(Stream.of(wanted), serving().stream())
        .map(release -> release.code().digest());
  }
}
