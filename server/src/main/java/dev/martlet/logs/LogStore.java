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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** All log groups, in {@code account/region/group/} below one directory. Safe for all threads. */
public final class LogStore implements LogSink, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LogStore.class.getName());
  private static final Duration RETENTION_PERIOD = Duration.ofHours(1);

  private final Path root;
  private final Retention retention;
  private final Clock clock;
  private final Chunks memory = new Chunks();
  private final Flusher flusher;
  private final ConcurrentMap<GroupId, Group> groups = new ConcurrentHashMap<>();
  private volatile Clock.Timer nextRetention;

  /**
   * Finds the groups below {@code root}; their segments are looked at when they are needed.
   *
   * @throws IOException if {@code root} cannot be read
   */
  public LogStore(Path root, Retention retention, Clock clock) throws IOException {
    this.root = root;
    this.retention = retention;
    this.clock = clock;
    for (Path account : directories(root)) {
      for (Path region : directories(account)) {
        for (Path group : directories(region)) {
          find(account.getFileName().toString(), region.getFileName().toString(), group);
        }
      }
    }
    this.flusher = new Flusher(clock);
    this.nextRetention = clock.schedule(RETENTION_PERIOD, this::retain);
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
      groups.put(id, new Group(id, description.created(), directory, retention, memory));
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

  @Override
  public Stream open(AccountId account, Region region, String group, String stream) {
    return groups
        .computeIfAbsent(new GroupId(account, region, group), this::create)
        .open(stream, clock, flusher);
  }

  private Group create(GroupId id) {
    return new Group(id, clock.now(), id.directory(root), retention, memory);
  }

  Retention retention() {
    return retention;
  }

  /** The group, with everything appended before this call in its segments. */
  Optional<Group> find(GroupId id) {
    Optional<Group> group = Optional.ofNullable(groups.get(id));
    group.ifPresent(this::upToDate);
    return group;
  }

  /** Puts everything appended before this call into the group's segments. */
  void upToDate(Group group) {
    flusher.now(group);
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
    flusher.close();
  }
}
