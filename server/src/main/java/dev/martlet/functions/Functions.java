package dev.martlet.functions;

import dev.martlet.dispatch.FunctionCatalog;
import dev.martlet.model.AccountId;
import dev.martlet.model.Digest;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Check;
import dev.martlet.model.MetaStore.Commit;
import dev.martlet.model.MetaStore.Prefix;
import dev.martlet.model.MetaStore.Versioned;
import dev.martlet.model.Region;
import dev.martlet.model.ServiceError;
import dev.martlet.model.Unreadable;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All functions, read from memory and changed by conditional writes.
 *
 * <p>Keeps every record parsed, and what invocations need of it ready made; both follow the store,
 * so a change is seen here when its commit returns. Reads neither block nor lock. Safe for all
 * threads.
 */
public final class Functions implements FunctionCatalog, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Functions.class.getName());
  private static final String FOLDER = "lambda/function/";
  private static final String VERSIONS = "lambda/version/";
  // Written with every reservation, so that no two are made from the same sum.
  private static final String LEDGER = "lambda/reservations";

  private final MetaStore store;
  private final DoubleSupplier random;
  private final ConcurrentMap<VersionId, Known> known = new ConcurrentHashMap<>();
  private final Reservations reservations = new Reservations();
  private final ConcurrentMap<MetaStore.Key, Long> ledgers = new ConcurrentHashMap<>();
  // Of these what they said before is known, if anything.
  private final ConcurrentMap<MetaStore.Key, UnreadableRecord> unreadable =
      new ConcurrentHashMap<>();
  private final MetaStore.Watch watch;

  /** A version, the revision of its record, and what the dispatcher is told of it. */
  record Known(Function function, long revision, Resolution resolution) {}

  /** What became of a write. */
  sealed interface Written {}

  /** It is on disk. */
  record Done() implements Written {}

  /** Somebody else's write came first: look again. */
  record Overtaken() implements Written {}

  /**
   * @param random from 0 to less than 1, another one at every call: divides invocations of aliases
   * @throws IllegalStateException that is {@link Unreadable}, if a record cannot be read
   */
  public Functions(MetaStore store, DoubleSupplier random) {
    this.store = store;
    this.random = random;
    this.watch = store.watch(Prefix.EVERYTHING, 0, this::follow);
    if (!unreadable.isEmpty()) {
      watch.close();
      refuseIfUnreadable();
    }
  }

  @Override
  public void close() {
    watch.close();
  }

  @Override
  public Resolution resolve(FunctionArn function, String qualifier) {
    VersionId id = new VersionId(function, qualifier);
    Known found = known.get(id);
    if (found == null) {
      found = behindAlias(id);
    }
    return found == null
        ? new NotFound("Function not found: " + (id.isLatest() ? function : id))
        : found.resolution();
  }

  // Between the two looks the alias may be moved and what it led to deleted: then again.
  private @Nullable Known behindAlias(VersionId named) {
    Optional<Alias> alias = alias(named);
    while (alias.isPresent()) {
      String version = alias.get().choose(random.getAsDouble());
      Known found = known.get(new VersionId(named.arn(), version));
      Optional<Alias> now = alias(named);
      if (found != null || now.equals(alias)) {
        return found;
      }
      alias = now;
    }
    return null;
  }

  @Override
  public Reserved reserved(FunctionArn function) {
    return reservations.of(function);
  }

  Reservations reservations() {
    return reservations;
  }

  /** The alias of that name, if there is one. */
  Optional<Alias> alias(VersionId named) {
    return find(named.arn())
        .map(latest -> latest.function().whole().aliases().get(named.version()));
  }

  /** {@code $LATEST} of a function, which holds what belongs to all its versions. */
  Optional<Known> find(FunctionArn arn) {
    return find(VersionId.latest(arn));
  }

  /** The same of a function that must be there. */
  Known latest(FunctionArn arn) {
    return find(arn).orElseThrow(() -> Refusal.notFound(arn.toString()));
  }

  Optional<Known> find(VersionId id) {
    return Optional.ofNullable(known.get(id));
  }

  /** Afterwards whatever was changed before the call is known here. Blocks on the database. */
  void catchUp() {
    store.readBarrier();
  }

  /**
   * Every version of every function there is.
   *
   * @throws IllegalStateException if a record cannot be read: then this would not be all
   */
  Stream<Function> all() {
    refuseIfUnreadable();
    return known.values().stream().map(Known::function);
  }

  /** The versions that need one of {@code archives}, in order: {@code NAME} and {@code NAME:7}. */
  List<String> using(Set<Digest> archives) {
    return known.values().stream()
        .map(Known::function)
        .filter(function -> function.archives().anyMatch(archives::contains))
        .map(Function::id)
        .sorted(Comparator.comparing(VersionId::position))
        .map(id -> id.isLatest() ? id.arn().name() : id.arn().name() + ":" + id.version())
        .toList();
  }

  /**
   * At most {@code max} functions in order of names.
   *
   * @param after only names greater than this one
   */
  List<Function> list(AccountId account, Region region, @Nullable String after, int max) {
    MetaStore.Key from = after == null ? null : MetaStore.Key.of(account, region, FOLDER + after);
    return store.list(Prefix.of(account, region, FOLDER), from, max).stream()
        .map(Functions::read)
        .map(Known::function)
        .toList();
  }

  /**
   * At most {@code max} versions of all functions in order of their positions.
   *
   * @param after only positions greater than this one
   */
  List<Function> listVersions(AccountId account, Region region, @Nullable String after, int max) {
    return all()
        .filter(it -> it.arn().account().equals(account) && it.arn().region().equals(region))
        .filter(it -> after == null || it.id().position().compareTo(after) > 0)
        .sorted(Comparator.comparing(it -> it.id().position()))
        .limit(max)
        .toList();
  }

  /**
   * At most {@code max} published versions of a function in order of their numbers.
   *
   * @param after only numbers greater than this one
   */
  List<Function> versions(FunctionArn arn, int after, int max) {
    Prefix all = Prefix.of(arn.account(), arn.region(), VERSIONS + VersionId.folder(arn));
    MetaStore.Key from = key(VersionId.published(arn, after));
    return store.list(all, from, max).stream().map(Functions::read).map(Known::function).toList();
  }

  /** Writes a function that is not there yet, and perhaps its first version. */
  Written create(Function function, Optional<Function> version) {
    return write(
        List.of(Check.absent(key(function.id()))),
        Stream.concat(Stream.of(function), version.stream()).map(Functions::put).toList());
  }

  /** Writes {@code next} if the record is still the one that was seen. */
  Written replace(Known seen, Function next) {
    return write(List.of(unchanged(seen)), List.of(put(next)));
  }

  /** The same, if also {@code versions} are still those that were seen. */
  Written replace(Known seen, Function next, List<Known> versions) {
    List<Check> checks =
        Stream.concat(Stream.of(seen), versions.stream())
            .map(Functions::unchanged)
            .distinct()
            .toList();
    return write(checks, List.of(put(next)));
  }

  /**
   * Writes what {@code step} makes of {@code $LATEST}; looks again where somebody else's write came
   * first, and writes nothing where nothing changes.
   */
  Function change(FunctionArn arn, UnaryOperator<Function> step) {
    while (true) {
      Known seen = latest(arn);
      Function next = step.apply(seen.function());
      if (next.equals(seen.function()) || replace(seen, next) instanceof Done) {
        return next;
      }
    }
  }

  /**
   * The revision of an account's reservations: to be read before they are.
   *
   * @return 0 if there never was one
   */
  long ledger(AccountId account) {
    return ledgers.getOrDefault(ledgerKey(account), 0L);
  }

  /** Writes a reservation if no other was made since {@code ledger}. */
  Written reserve(Known seen, Function next, long ledger) {
    MetaStore.Key key = ledgerKey(next.arn().account());
    return write(
        List.of(unchanged(seen), new Check(key, ledger)),
        List.of(put(next), new MetaStore.Put(key, "{}")));
  }

  private static MetaStore.Key ledgerKey(AccountId account) {
    return MetaStore.Key.global(account, LEDGER);
  }

  /** Writes both sides of a publication if {@code $LATEST} is still the one that was seen. */
  Written publish(Known seen, Function.Publication publication) {
    return write(
        List.of(unchanged(seen)), List.of(put(publication.latest()), put(publication.version())));
  }

  /**
   * Deletes the function with all its versions if {@code $LATEST} is still the one that was seen:
   * then no version was published meanwhile.
   */
  Written delete(Known latest) {
    FunctionArn arn = latest.function().arn();
    return write(
        List.of(unchanged(latest)),
        known.keySet().stream()
            .filter(id -> id.arn().equals(arn))
            .<MetaStore.Write>map(id -> new MetaStore.Delete(key(id)))
            .toList());
  }

  /** Deletes one version if neither it nor {@code $LATEST} has changed since they were seen. */
  Written deleteVersion(Known latest, Known version) {
    return write(
        List.of(unchanged(latest), unchanged(version)),
        List.of(new MetaStore.Delete(key(version.function().id()))));
  }

  private static ServiceError unknown(Throwable cause) {
    LOG.log(Level.WARNING, "Nobody knows whether a function was written", cause);
    return Refusal.platform(
        "The database failed while the change was written: it may have happened, or not. Look, and"
            + " repeat it if it has not.");
  }

  private static Check unchanged(Known seen) {
    return new Check(key(seen.function().id()), seen.revision());
  }

  private Written write(List<Check> checks, List<MetaStore.Write> writes) {
    Commit commit = store.commit(checks, writes);
    return switch (commit) {
      case MetaStore.Committed(long _) -> new Done();
      case MetaStore.Conflict(MetaStore.Key _, long _) -> new Overtaken();
      case MetaStore.Unknown(Throwable cause) -> throw unknown(cause);
    };
  }

  private static MetaStore.Write put(Function function) {
    return new MetaStore.Put(key(function.id()), FunctionJson.write(function));
  }

  private static MetaStore.Key key(VersionId id) {
    FunctionArn arn = id.arn();
    String path = (id.isLatest() ? FOLDER : VERSIONS) + id.position();
    return MetaStore.Key.of(arn.account(), arn.region(), path);
  }

  private static boolean isOurs(MetaStore.Key key) {
    return key.path().startsWith(FOLDER) || key.path().startsWith(VERSIONS);
  }

  private static VersionId id(MetaStore.Key key) {
    String path = key.path();
    String position = path.substring((path.startsWith(FOLDER) ? FOLDER : VERSIONS).length());
    try {
      return VersionId.at(position, key.account(), new Region(key.region()));
    } catch (IllegalArgumentException broken) {
      throw new UnreadableRecord(key, broken);
    }
  }

  private static Known read(Versioned record) {
    VersionId id = id(record.key());
    try {
      Function function = FunctionJson.read(id, record.json());
      return new Known(function, record.revision(), resolution(function));
    } catch (RuntimeException broken) {
      // Whatever is broken in it has an exception of its own.
      throw new UnreadableRecord(record.key(), broken);
    }
  }

  private void refuseIfUnreadable() {
    unreadable.values().stream()
        .findFirst()
        .ifPresent(
            broken -> {
              throw broken;
            });
  }

  private void follow(MetaStore.Event event) {
    switch (event) {
      case MetaStore.Changed(long revision, List<MetaStore.Write> writes) -> {
        for (MetaStore.Write write : writes) {
          switch (write) {
            case MetaStore.Put(MetaStore.Key key, String json) ->
                keep(new Versioned(key, revision, json));
            case MetaStore.Delete(MetaStore.Key key) -> forget(key);
          }
        }
        writes.forEach(write -> keepLedger(write.key(), revision));
      }
      case MetaStore.Reset(long _, List<Versioned> snapshot) -> {
        // A set, because a list would be searched from its start for every record.
        Set<MetaStore.Key> there =
            snapshot.stream().map(Versioned::key).collect(Collectors.toUnmodifiableSet());
        known.keySet().stream().filter(id -> !there.contains(key(id))).forEach(this::forget);
        unreadable.keySet().retainAll(there);
        snapshot.forEach(this::keep);
        snapshot.forEach(record -> keepLedger(record.key(), record.revision()));
      }
    }
  }

  private void keep(Versioned record) {
    if (!isOurs(record.key())) {
      return;
    }
    try {
      keep(read(record));
      unreadable.remove(record.key());
    } catch (UnreadableRecord broken) {
      LOG.log(Level.ERROR, broken.getMessage(), broken.getCause());
      unreadable.put(record.key(), broken);
    }
  }

  private void keep(Known read) {
    Function function = read.function();
    known.put(function.id(), read);
    if (function.id().isLatest()) {
      reservations.set(function.arn(), function.whole().reserved());
    }
  }

  // After all else of its commit: who sees its revision must see the reservations too.
  private void keepLedger(MetaStore.Key key, long revision) {
    if (key.path().equals(LEDGER)) {
      ledgers.put(key, revision);
    }
  }

  private void forget(MetaStore.Key key) {
    unreadable.remove(key);
    if (!isOurs(key)) {
      return;
    }
    try {
      forget(id(key));
    } catch (UnreadableRecord broken) {
      LOG.log(Level.DEBUG, "What was never known is gone", broken);
    }
  }

  private void forget(VersionId id) {
    known.remove(id);
    if (id.isLatest()) {
      reservations.set(id.arn(), OptionalInt.empty());
    }
  }

  private static Resolution resolution(Function function) {
    Optional<FunctionVersion> version =
        function.serving().map(release -> release.version(function.id()));
    if (version.isPresent()) {
      return new Found(version.get());
    }
    return new NotReady(
        "The operation cannot be performed at this time. The function is currently in the "
            + "following state: "
            + (function.unfinished() ? "Pending" : "Failed"));
  }
}
