package dev.martlet.app;

import dev.martlet.model.DiskSpace;
import dev.martlet.sandbox.Sandboxes.Shortcoming;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a look at the platform and its machine found.
 *
 * @param data the data directory
 * @param freeBytes of its file system
 * @param unwritable why nothing can be written there; empty if it can
 * @param database what is wrong with it
 * @param damaged the functions whose code was found to be
 * @param runtimes how many interpreters were found at the start
 * @param vanished those of them that are not there any more
 * @param clockMoved how far the machine's clock was set since the start; negative if back
 * @param unremoved sandboxes whose processes or control groups do not go
 * @param shortcomings what the machine does not do for functions
 * @param certificateProblem why the files of the certificate are not used as they are
 * @param certificateLeft how long the certificate in use is valid; empty without TLS
 * @param aotCache whether the process was started with its cache of loaded classes
 */
record Vitals(
    Path data,
    long freeBytes,
    Optional<String> unwritable,
    Optional<Finding> database,
    List<String> damaged,
    int runtimes,
    List<Path> vanished,
    Duration clockMoved,
    int unremoved,
    List<Shortcoming> shortcomings,
    Optional<String> certificateProblem,
    Optional<Duration> certificateLeft,
    boolean aotCache) {
  // The system's own words.
  private static final String NO_SPACE = "No space left on device";

  /** With less, hardly anything can be written any more. */
  static final long NO_SPACE_BYTES = 1L << 20;

  private static final int MOST_NAMED = 10;
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);
  private static final Duration CERTIFICATE_WARNING = Duration.ofDays(14);

  Vitals {
    damaged = List.copyOf(damaged);
    vanished = List.copyOf(vanished);
    shortcomings = List.copyOf(shortcomings);
  }

  /** What an operator should know of it, the worst first. */
  List<Finding> findings() {
    List<Finding> found = new ArrayList<>();
    disk(found);
    database.ifPresent(found::add);
    code(found);
    runtimes(found);
    sandboxes(found);
    certificate(found);
    advice(found);
    return found.stream().sorted(Finding.WORST_FIRST).toList();
  }

  private void disk(List<Finding> found) {
    if (unwritable.isPresent() && !unwritable.get().equals(NO_SPACE)) {
      found.add(
          Finding.trouble(
              data + " cannot be written: " + unwritable.get() + ".",
              "Changes, logs and new code are refused until it can; functions that run go on. Mount"
                  + " it writable, or replace the disk."));
    } else if (unwritable.isPresent() || freeBytes < NO_SPACE_BYTES) {
      found.add(
          Finding.trouble(
              "The disk of " + data + " is full.",
              "Changes, logs and new code are refused until there is room; functions that run go"
                  + " on. Make room, and for the future give logs less: logs.group-size,"
                  + " logs.retention-days."));
    } else if (freeBytes < DiskSpace.NEARLY_FULL.bytes()) {
      found.add(
          Finding.trouble(
              "The disk of %s is nearly full: %d MB are free.".formatted(data, freeBytes >> 20),
              "New code is refused until there is room, and all changes when it is full. Make room,"
                  + " or give logs less: logs.group-size, logs.retention-days."));
    }
  }

  private void code(List<Finding> found) {
    if (damaged.isEmpty()) {
      return;
    }
    String named = String.join(", ", damaged.subList(0, Math.min(damaged.size(), MOST_NAMED)));
    int more = damaged.size() - MOST_NAMED;
    found.add(
        Finding.trouble(
            "The code of %s%s is damaged on the disk."
                .formatted(named, more > 0 ? " and " + more + " more" : ""),
            "It is not run until it is uploaded again; the same archive is enough. Then look at the"
                + " disk."));
  }

  private void runtimes(List<Finding> found) {
    if (runtimes == 0) {
      found.add(
          Finding.trouble(
              "There is no interpreter, so no function in Python, Node or Java can run.",
              "Install python3 or nodejs, and restart the platform."));
    }
    for (Path gone : vanished) {
      found.add(
          Finding.trouble(
              "The interpreter " + gone + " is gone, and functions that need it cannot start.",
              "Install it again; if another version took its place, restart the platform, and"
                  + " change the functions' runtime or set runtimes.substitute."));
    }
  }

  private void sandboxes(List<Finding> found) {
    if (unremoved > 0) {
      found.add(
          Finding.trouble(
              unremoved + " sandboxes could not be removed: processes in them do not die.",
              "The log names them. Processes in state D (`ps -eo pid,stat,cmd`) wait for a disk or"
                  + " a file server; the next start removes what is left."));
    }
  }

  private void certificate(List<Finding> found) {
    certificateProblem.ifPresent(
        why ->
            found.add(
                Finding.trouble(
                    "The changed certificate is not used, the former one is: " + why + ".",
                    "Put the certificate and its key right; they are looked at again by"
                        + " themselves.")));
    certificateLeft
        .filter(left -> left.compareTo(CERTIFICATE_WARNING) < 0)
        .ifPresent(left -> found.add(ending(left)));
  }

  private static Finding ending(Duration left) {
    String remedy = "Renew it and put the new files under the same names; nothing is restarted.";
    return left.isPositive()
        ? Finding.advice("The certificate ends in " + left.toDays() + " days.", remedy)
        : Finding.trouble("The certificate is over, and clients refuse it.", remedy);
  }

  private void advice(List<Finding> found) {
    if (clockMoved.abs().compareTo(CLOCK_TOLERANCE) > 0) {
      found.add(
          Finding.advice(
              "The machine's clock was moved by %d s since the start, or the machine slept."
                  .formatted(clockMoved.toSeconds()),
              "Times in logs from before are off by as much. Signatures are valid for 5 minutes, so"
                  + " clients need the same time: keep it with chrony or systemd-timesyncd."));
    }
    shortcomings.forEach(each -> found.add(Finding.advice(each.what(), each.remedy())));
    if (!aotCache) {
      found.add(
          Finding.advice(
              "There is no AOT cache for this JDK, so a start takes about a second longer.",
              "Build again with the JDK that runs the platform, or install the package."));
    }
  }
}
