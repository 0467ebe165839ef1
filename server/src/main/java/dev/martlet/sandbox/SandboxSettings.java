package dev.martlet.sandbox;

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
 */
public record SandboxSettings(Path launcher, Path runDirectory, Optional<String> cgroupParent) {
  public SandboxSettings {
    if (!launcher.isAbsolute() || !runDirectory.isAbsolute()) {
      throw new IllegalArgumentException("Absolute paths: " + launcher + ", " + runDirectory);
    }
    if (cgroupParent.isPresent() && !cgroupParent.get().matches("/[^\n]*")) {
      throw new IllegalArgumentException("A control group's path begins with /: " + cgroupParent);
    }
  }
}
