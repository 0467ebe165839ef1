package dev.martlet.functions;

import dev.martlet.functions.Release.Archive;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionArn;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One version of a function as its record says: {@code $LATEST}, which changes, or a published one,
 * which does not but for becoming ready.
 *
 * @param revision its id, shown as {@code RevisionId}: another one after every change, those of its
 *     state included
 * @param wanted the release its owner asked for last
 * @param modified when that was
 */
record Function(
    VersionId id, String revision, Release wanted, Instant modified, Whole whole, Status status) {

  static Function creating(
      FunctionArn arn, Release first, Instant now, SortedMap<String, String> tags) {
    return new Function(
        VersionId.latest(arn),
        first.revision(),
        first,
        now,
        Whole.tagged(tags),
        new Status.Creating());
  }

  FunctionArn arn() {
    return id.arn();
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

  /** True if what is wanted is what runs. */
  boolean settled() {
    return status instanceof Status.Active;
  }

  /** Its owner asks for something else. */
  Function changed(Release next, Instant now) {
    if (unfinished()) {
      throw new IllegalStateException(id + " is being made ready");
    }
    Status then = serving().<Status>map(Status.Updating::new).orElseGet(Status.Creating::new);
    return new Function(id, next.revision(), next, now, whole, then);
  }

  /** How it would look with that code; a trial alone shows it. */
  Function carrying(Archive code) {
    Release trial = new Release(wanted.revision(), code, wanted.settings());
    return new Function(id, revision, trial, modified, whole, status);
  }

  /**
   * Publishes what is wanted under the next number.
   *
   * @param description the version's own, null for that of {@code $LATEST}
   * @param versionRevision the version's id
   */
  Publication publish(@Nullable String description, String versionRevision, Instant now) {
    int number = whole.published().map(Published::number).orElse(0) + 1;
    Settings settings = wanted.settings();
    Release release =
        new Release(
            wanted.revision(),
            wanted.code(),
            description == null ? settings : settings.describedAs(description));
    Function version =
        new Function(
            VersionId.published(arn(), number),
            versionRevision,
            release,
            now,
            Whole.NONE,
            unfinished() ? new Status.Creating() : new Status.Active());
    return new Publication(with(whole.published(new Published(number, wanted))), version);
  }

  /** Its releases and its revision stay as they are. */
  Function with(Whole next) {
    return new Function(id, revision, wanted, modified, next, status);
  }

  /** As {@link #with(Whole)}, but shown under another revision. */
  Function with(Whole next, String newRevision) {
    return new Function(id, newRevision, wanted, modified, next, status);
  }

  /** {@code $LATEST} after a publication, and the version that is new. */
  record Publication(Function latest, Function version) {}

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
      throw new IllegalStateException(id + " is not being made ready");
    }
    return new Function(id, newRevision, wanted, modified, whole, next);
  }

  /** Every archive it refers to. */
  Stream<Digest> archives() {
    return Stream.concat(Stream.of(wanted), serving().stream())
        .map(release -> release.code().digest());
  }
}
