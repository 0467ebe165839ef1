package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the platform needs to know before it can confine anything.
 *
 * @param launcher the compiled launcher
 * @param runDirectory a private folder of this data directory, where what has to be cleaned up
 *     after a crash is recorded
 * @param cgroupParent the control group to work under, in every hierarchy, such as {@code
 *     /martlet.slice}; by default the one that the platform itself is in
 * @param temporaryDisk what {@code /tmp} of all sandboxes takes of the disk; zero if it is to be in
 *     memory, by default half of what is free
 * @param level the level of isolation to insist on; by default the strongest that this process can
 *     have, and never {@link Isolation.Level#NONE}
 */
public record SandboxSettings(
    Path launcher,
    Path runDirectory,
    Optional<String> cgroupParent,
    Optional<ByteSize> temporaryDisk,
    Optional<Isolation.Level> level) {
  public SandboxSettings {
    if (!launcher.isAbsolute() || !runDirectory.isAbsolute()) {
      throw new IllegalArgumentException("Absolute paths: " + launcher + ", " + runDirectory);
    }
    if (cgroupParent.isPresent() && !cgroupParent.get().matches("/[^\n]*")) {
      throw new IllegalArgumentException("A control group's path begins with /: " + cgroupParent);
    }
  }
}
