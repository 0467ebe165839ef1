package dev.martlet.code;

/** What an archive may hold at most. */
final class ArchiveLimits {
  /** AWS's bound on the sum of all unpacked files. */
  static final long UNPACKED_BYTES = 262_144_000;

  /** Files, links and directories, those included that only a path implies. */
  static final int NODES = 100_000;

  /** One path, in UTF-8: room is left below the kernel's 4,096 for where the tree lies. */
  static final int PATH_BYTES = 1_024;

  /** All paths together, in UTF-8. */
  static final int ALL_PATHS_BYTES = 16 << 20;

  /** One name of a path: what Linux's file systems hold. */
  static final int NAME_BYTES = 255;

  /** A symbolic link's target: the kernel's bound. */
  static final int LINK_BYTES = 4_095;

  private ArchiveLimits() {}
}
