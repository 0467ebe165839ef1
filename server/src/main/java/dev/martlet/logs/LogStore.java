package dev.martlet.logs;

import dev.martlet.model.AccountId;
import dev.martlet.model.Clock;
import dev.martlet.model.LogSink;
import dev.martlet.model.Region;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * All log groups, in {@code account/region/group/} below one directory. Safe for all threads.
 *
 * <p>Their number is bounded: beyond {@link #MAX_GROUPS} the one that was used longest ago goes,
 * with all its events. One that an environment writes to stays, whatever their number.
 */
public final class LogStore implements LogSink, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LogStore.class.getName());
  private static final Duration RETENTION_PERIOD = Duration.ofHours(1);

  /** A group that nobody writes to for so long is in its files only. */
  static final Duration REST = Duration.ofMinutes(5);

  private static final int MAX_GROUPS = 10_000;
  private static final String REMOVED =
      "The log group {0} and its events were removed: there are more than {1}, and it was used"
          + " longest ago";

  private final Path root;
  private final Retention retention;
  private final Clock clock;
  private final int maxGroups;
  private final Chunks memory = new Chunks();
  private final Flusher flusher;
  private final ConcurrentMap<GroupId, Group> groups = new ConcurrentHashMap<>();
  private volatile Clock.Timer nextRetention;
  private volatile Clock.Timer nextRest;

  /**
   * Finds the groups below {@code root}; their segments are looked at when they are needed.
   *
   * @throws IOException if {@code root} cannot be read
   */
  public LogStore(Path root, Retention retention, Clock clock) throws IOException {
    this(root, retention, clock, MAX_GROUPS);
  }

  LogStore(Path root, Retention retention, Clock clock, int maxGroups) throws IOException {
    this.root = root;
    this.retention = retention;
    this.clock = clock;
    this.maxGroups = maxGroups;
    for (Path account : directories(root)) {
      for (Path region : directories(account)) {
        for (Path group : directories(region)) {
          find(account.getFileName().toString(), region.getFileName().toString(), group);
        }
      }
    }
    this.flusher = new Flusher(clock);
    removeBeyondBound();
    this.nextRetention = clock.schedule(RETENTION_PERIOD, this::retain);
    this.nextRest = clock.schedule(REST, this::rest);
  }

  private static List<Path> directories(Path parent) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, Files::isDirectory)) {
      children.forEach(found::add);
    }
    return found;
  }

  private void find(String account, String region, Path directory) {
    try {
      Group.Description description = Group.Description.read(directory);
      GroupId id = new GroupId(new AccountId(account), new Region(region), description.name());
      if (!directory.equals(id.directory(root))) {
        throw new IllegalArgumentException("This group's directory is " + id.directory(root));
      }
      Instant used = Files.getLastModifiedTime(directory).toInstant();
      groups.put(id, new Group(id, description.created(), used, root, retention, memory));
    } catch (IOException | IllegalArgumentException foreign) {
      LOG.log(Level.WARNING, directory + " is not a log group and is left alone", foreign);
    }
  }

  private void retain() {
    try {
      flusher.retain(List.copyOf(groups.values()));
    } finally {
      nextRetention = clock.schedule(RETENTION_PERIOD, this::retain);
    }
  }

  private void rest() {
    try {
      flusher.rest(List.copyOf(groups.values()), clock.now().minus(REST));
    } finally {
      nextRest = clock.schedule(REST, this::rest);
    }
  }

  @Override
  public Stream open(AccountId account, Region region, String group, String stream) {
    GroupId id = new GroupId(account, region, group);
    Optional<Stream> opened = Optional.empty();
    while (opened.isEmpty()) {
      // Empty if the group was removed just after it was found: the next look makes it anew.
      opened = groups.computeIfAbsent(id, this::create).open(stream, clock, flusher);
    }
    removeBeyondBound();
    return opened.get();
  }

  private Group create(GroupId id) {
    Instant now = clock.now();
    return new Group(id, now, now, root, retention, memory);
  }

  private void removeBeyondBound() {
    if (groups.size() > maxGroups) {
      removeLongestUnused();
    }
  }

  private synchronized void removeLongestUnused() {
    // A group's time may change meanwhile, which a sort must not see.
    record Aged(Group group, Instant used) {}
    List<Aged> oldestFirst =
        groups.values().stream()
            .map(group -> new Aged(group, group.used()))
            .sorted(Comparator.comparing(Aged::used))
            .toList();
    for (Aged oldest : oldestFirst) {
      if (groups.size() <= maxGroups) {
        return;
      }
      if (remove(oldest.group())) {
        LOG.log(Level.WARNING, REMOVED, oldest.group().id().name(), maxGroups);
      }
    }
  }

  /** False if it stays because somebody writes to it. */
  private boolean remove(Group group) {
    // Within the map's lock on the entry: a new group of this name is written to after the files of
    // the old one are gone.
    groups.computeIfPresent(
        group.id(),
        (_, present) -> {
          if (present != group || !group.remove()) {
            return present;
          }
          flusher.delete(group);
          return null;
        });
    return groups.get(group.id()) != group;
  }

  Retention retention() {
    return retention;
  }

  /** What a group holds with everything appended before this call; empty if there is none. */
  Optional<Contents> find(GroupId id) {
    return Optional.ofNullable(groups.get(id)).map(this::contents);
  }

  /** What the group holds with everything appended before this call. */
  Contents contents(Group group) {
    return flusher.now(group);
  }

  /** The groups of an account in a region, by name. */
  List<Group> groups(AccountId account, Region region) {
    return groups.values().stream()
        .filter(group -> group.id().account().equals(account))
        .filter(group -> group.id().region().equals(region))
        .sorted(Comparator.comparing(group -> group.id().name()))
        .toList();
  }

  /** Writes what is in memory. */
  @Override
  public void close() {
    nextRetention.cancel();
    nextRest.cancel();
    flusher.close();
  }
}
