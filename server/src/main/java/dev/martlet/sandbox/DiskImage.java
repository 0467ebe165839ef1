package dev.martlet.sandbox;

import dev.martlet.model.ByteSize;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * A file system in a file without a name, on a loop device that goes with its mount, in a mount
 * that stands in no table until a launcher takes it. All of it hangs on one descriptor of this
 * process and on the sandbox: when both have gone, be it by {@code kill -9}, nothing is left.
 */
final class DiskImage implements Scratch.Disk {
  private static final Path CONTROL = Path.of("/dev/loop-control");
  private static final int ATTEMPTS = 16;

  private static final int GET_FREE = 0x4C82;
  private static final int CONFIGURE = 0x4C0A;
  private static final int CONFIGURATION_BYTES = 304;
  private static final int BLOCK_SIZE_AT = 4;
  private static final int FLAGS_AT = 60;
  private static final int BLOCK_BYTES = 4096;
  // Goes with its last user; and is read past the host's page cache, where all would lie twice.
  private static final int AUTOCLEAR_AND_DIRECT = 4 | 16;

  private static final int CLOEXEC = 1;
  private static final int SET_STRING = 1;
  private static final int CREATE = 6;
  private static final int NOSUID_NODEV_NOATIME = 2 | 4 | 16;

  private static final long SHUT_DOWN = 0x8004_587DL;
  private static final int WITHOUT_WRITING = 2;

  private final Descriptor mount;
  private final ByteSize size;

  private DiskImage(Descriptor mount, ByteSize size) {
    this.mount = mount;
    this.size = size;
  }

  /**
   * Makes one, in some five milliseconds. Its whole size is taken from the disk at once, so that a
   * write of the sandbox never fails for lack of space where the file system could not tell it.
   *
   * @param folder where the file is, on a disk
   */
  static DiskImage make(DiskTemplate template, Path folder) throws IOException {
    try (Descriptor file = Descriptor.open(folder, Descriptor.NAMELESS | Descriptor.WRITE)) {
      SystemCall.FALLOCATE.call(file.number(), 0, 0, template.size().bytes());
      template.writeTo(file.path());
      return new DiskImage(attach(file), template.size());
    }
  }

  // Whoever else takes the device meanwhile wins, and the next one is tried.
  private static Descriptor attach(Descriptor file) throws IOException {
    try (Descriptor control = Descriptor.open(CONTROL, Descriptor.WRITE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment configuration = arena.allocate(CONFIGURATION_BYTES, Long.BYTES);
      configuration.set(ValueLayout.JAVA_INT, 0, file.number());
      configuration.set(ValueLayout.JAVA_INT, BLOCK_SIZE_AT, BLOCK_BYTES);
      configuration.set(ValueLayout.JAVA_INT, FLAGS_AT, AUTOCLEAR_AND_DIRECT);
      for (int attempt = 1; ; attempt++) {
        long free = SystemCall.IOCTL.call(control.number(), GET_FREE);
        Path path = Path.of("/dev/loop" + free);
        try (Descriptor device = Descriptor.open(path, Descriptor.WRITE)) {
          SystemCall.IOCTL.call(device.number(), CONFIGURE, configuration.address());
          return mount(path);
        } catch (SystemCall.Failed failure) {
          if (failure.error() != SystemCall.BUSY || attempt == ATTEMPTS) {
            throw failure;
          }
        }
      }
    }
  }

  private static Descriptor mount(Path device) throws IOException {
    try (Arena arena = Arena.ofConfined();
        Descriptor context =
            Descriptor.of(SystemCall.FSOPEN.call(arena.allocateFrom("ext4").address(), CLOEXEC))) {
      SystemCall.FSCONFIG.call(
          context.number(),
          SET_STRING,
          arena.allocateFrom("source").address(),
          arena.allocateFrom(device.toString()).address());
      SystemCall.FSCONFIG.call(context.number(), CREATE);
      return Descriptor.of(
          SystemCall.FSMOUNT.call(context.number(), CLOEXEC, NOSUID_NODEV_NOATIME));
    }
  }

  @Override
  public String path() {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + mount.number();
  }

  /** What it takes of the disk. */
  ByteSize size() {
    return size;
  }

  /** Gives all of it back. What nobody has written to the disk yet is not written any more. */
  void discard() throws IOException {
    try (mount;
        Descriptor root = mount.open(".", Descriptor.READ | Descriptor.DIRECTORY);
        Arena arena = Arena.ofConfined()) {
      long how = arena.allocateFrom(ValueLayout.JAVA_INT, WITHOUT_WRITING).address();
      SystemCall.IOCTL.call(root.number(), SHUT_DOWN, how);
    }
  }
}
