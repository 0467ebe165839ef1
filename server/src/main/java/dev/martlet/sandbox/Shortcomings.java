package dev.martlet.sandbox;

import dev.martlet.sandbox.Sandboxes.Shortcoming;

/** What machines lack, in words for their operators. */
final class Shortcomings {
  static final Shortcoming LEVEL_USER =
      new Shortcoming(
          "Functions are confined without root's rights: what they take of memory and processors is"
              + " bounded less, and their user is the platform's.",
          "docs/isolation.md tells what holds. Start the platform as root to run code of strangers;"
              + " isolation: root refuses to start with less.");

  private static final String LEVEL_NONE_REMEDY =
      "Run code that you trust, and nothing else: docs/isolation.md tells the little that holds."
          + " isolation: auto refuses to start with less than a wall.";

  static final Shortcoming LEVEL_NONE_AS_ROOT =
      new Shortcoming(
          "Functions run without a wall, because isolation is none: they reach the network, the"
              + " machine's files as any user does, and the code of other functions.",
          LEVEL_NONE_REMEDY);

  static final Shortcoming LEVEL_NONE_AS_USER =
      new Shortcoming(
          "Functions run without a wall and as the platform's own user, because isolation is none:"
              + " they can read its keys and data, reach the network, and end it.",
          LEVEL_NONE_REMEDY);

  static final Shortcoming NO_FREEZER =
      new Shortcoming(
          "Idle functions are not frozen: version 1 of the controller freezer has no hierarchy of"
              + " its own here.",
          "What a function goes on doing after its answer takes processor time until its"
              + " environment ends. Mount it before the platform starts (`mkdir"
              + " /sys/fs/cgroup/freezer && mount -t cgroup -o freezer freezer"
              + " /sys/fs/cgroup/freezer`), or boot with control groups of version 2.");

  static final Shortcoming NO_IDLE_CLASS =
      new Shortcoming(
          "Long invocations do not give way to short ones: this kernel cannot do it.",
          "While functions spin, others answer more slowly. Boot Linux 5.15 or newer.");

  static final Shortcoming NO_PEAK =
      new Shortcoming(
          "The most memory that a function used is only estimated: this kernel does not keep it.",
          "`Max Memory Used` is the most that was in use at the end of one of the environment's"
              + " invocations, or its limit if that was ever reached. Boot Linux 5.19 or newer.");

  static final Shortcoming SWAP_IS_NOT_COUNTED =
      new Shortcoming(
          "Functions can use more memory than they may, as far as the machine has swap: this"
              + " kernel does not limit that.",
          "Boot it with the parameter swapaccount=1, or switch swap off (`swapoff -a`).");

  static final Shortcoming NO_ACCOUNTING =
      new Shortcoming(
          "The processor time of functions is not counted: version 1 of the controller cpuacct is"
              + " not mounted here.",
          "Long invocations do not give way to short ones. Mount it before the platform starts.");

  private Shortcomings() {}

  static Shortcoming temporaryInMemory(String why) {
    return new Shortcoming(
        "/tmp of functions is in memory, at most three quarters of theirs: " + why,
        "With room on a disk, loop devices and ext4 a function gets 512 MB whatever its memory;"
            + " tmp.disk says how much of the disk they take together.");
  }
}
