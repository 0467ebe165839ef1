package dev.martlet.functions;

import dev.martlet.dispatch.FunctionCatalog;
import dev.martlet.model.AccountId;
import dev.martlet.model.FunctionArn;
import dev.martlet.model.FunctionVersion;
import dev.martlet.model.MetaStore;
import dev.martlet.model.MetaStore.Check;
import dev.martlet.model.MetaStore.Commit;
import dev.martlet.model.MetaStore.Prefix;
import dev.martlet.model.MetaStore.Versioned;
import dev.martlet.model.Region;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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
  private static final String FOLDER = "lambda/function/";

  private final MetaStore store;
  private final ConcurrentMap<FunctionArn, Known> known = new ConcurrentHashMap<>();
  private final MetaStore.Watch watch;
  private volatile @Nullable RuntimeException unreadable;

  /** A function, the revision of its record, and what the dispatcher is told of it. */
  record Known(Function function, long revision, Resolution resolution) {}

  /** What became of a write. */
  sealed interface Written {}

  /** It is on disk. */
  record Done() implements Written {}

  /** Somebody else's write came first: look again. */
  record Overtaken() implements Written {}

  /**
   * @throws IllegalStateException if a record cannot be read
   */
  public Functions(MetaStore store) {
    this.store = store;
    this.watch = store.watch(Prefix.EVERYTHING, 0, this::follow);
    refuseIfUnreadable();
  }

  @Override
  public void close() {
    watch.close();
  }

  @Override
  public Resolution resolve(FunctionArn function, String qualifier) {
    Known found = known.get(function);
    if (found == null) {
      return new NotFound("Function not found: " + function);
    }
    if (!qualifier.equals(Release.LATEST)) {
      return new NotFound("Function not found: " + function.qualified(qualifier));
    }
    return found.resolution();
  }

  Optional<Known> find(FunctionArn arn) {
    return Optional.ofNullable(known.get(arn));
  }

  /**
   * Every function there is.
   *
   * @throws IllegalStateException if a record could not be read: then this would not be all
   */
  Stream<Function> all() {
    refuseIfUnreadable();
    return known.values().stream().map(Known::function);
  }

  /**
   * At most {@code max} functions in order of names.
   *
   * @param after only names greater than this one
   */
  List<Function> list(AccountId account, Region region, @Nullable String after, int max) {
    MetaStore.Key from = after == null ? null : MetaStore.Key.of(account, region, FOLDER + after);
    return store.list(Prefix.of(account, region, FOLDER), from, max).stream()
        .map(Functions::parse)
        .toList();
  }

  /** Writes a function that is not there yet. */
  Written create(Function function) {
    return write(Check.absent(key(function.arn())), put(function));
  }

  /** Writes {@code next} if the record is still the one that was seen. */
  Written replace(Known seen, Function next) {
    MetaStore.Key key = key(next.arn());
    return write(new Check(key, seen.revision()), put(next));
  }

  /** Deletes the function if its record is still the one that was seen. */
  Written delete(Known seen) {
    MetaStore.Key key = key(seen.function().arn());
    return write(new Check(key, seen.revision()), new MetaStore.Delete(key));
  }

  private Written write(Check check, MetaStore.Write write) {
    Commit commit = store.commit(List.of(check), List.of(write));
    return switch (commit) {
      case MetaStore.Committed(long _) -> new Done();
      case MetaStore.Conflict(MetaStore.Key _, long _) -> new Overtaken();
      case MetaStore.Unknown(Throwable cause) ->
          throw new IllegalStateException("Nobody knows whether a function was written", cause);
    };
  }

  private static MetaStore.Write put(Function function) {
    return new MetaStore.Put(key(function.arn()), FunctionJson.write(function));
  }

  private static MetaStore.Key key(FunctionArn arn) {
    return MetaStore.Key.of(arn.account(), arn.region(), FOLDER + arn.name());
  }

  private static boolean isOurs(MetaStore.Key key) {
    return key.path().startsWith(FOLDER);
  }

  private static FunctionArn arn(MetaStore.Key key) {
    return new FunctionArn(
        new Region(key.region()), key.account(), key.path().substring(FOLDER.length()));
  }

  private static Function parse(Versioned record) {
    return FunctionJson.read(arn(record.key()), record.json());
  }

  private void refuseIfUnreadable() {
    if (unreadable != null) {
      throw new IllegalStateException("A function's record cannot be read", unreadable);
    }
  }

  private void follow(MetaStore.Event event) {
    try {
      learn(event);
    } catch (RuntimeException failure) {
      unreadable = failure;
      throw failure;
    }
  }

  private void learn(MetaStore.Event event) {
    switch (event) {
      case MetaStore.Changed(long revision, List<MetaStore.Write> writes) -> {
        for (MetaStore.Write write : writes) {
          switch (write) {
            case MetaStore.Put(MetaStore.Key key, String json) ->
                keep(new Versioned(key, revision, json));
            case MetaStore.Delete(MetaStore.Key key) -> forget(key);
          }
        }
      }
      case MetaStore.Reset(long _, List<Versioned> snapshot) -> {
        List<Versioned> ours = snapshot.stream().filter(record -> isOurs(record.key())).toList();
        // A set, because a list would be searched from its start for every function.
        known
            .keySet()
            .retainAll(
                ours.stream()
                    .map(record -> arn(record.key()))
                    .collect(Collectors.toUnmodifiableSet()));
        ours.forEach(this::keep);
      }
    }
  }

  private void keep(Versioned record) {
    if (isOurs(record.key())) {
      Function function = parse(record);
      known.put(function.arn(), new Known(function, record.revision(), resolution(function)));
    }
  }

  private void forget(MetaStore.Key key) {
    if (isOurs(key)) {
      known.remove(arn(key));
    }
  }

  private static Resolution resolution(Function function) {
    Optional<FunctionVersion> version =
        function.serving().map(release -> release.version(function.arn()));
    if (version.isPresent()) {
      return new Found(version.get());
    }
    return new NotReady(
        "The operation cannot be performed at this time. The function is currently in the "
            + "following state: "
            + (function.unfinished() ? "Pending" : "Failed"));
  }
}
