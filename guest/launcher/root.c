// Builds what a sandbox sees: the host's programs and its own folders, all read-only but /tmp.
#define _GNU_SOURCE
#include "launcher.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

// In libc 2.36 <sys/mount.h> and the kernel's own exclude each other.
extern int mount(const char *, const char *, const char *, unsigned long, const void *);
extern int umount2(const char *, int);
#define MNT_DETACH 2
#define AT_RECURSIVE_TREE 0x8000

enum { LEAST_PER_FILE = 8192, MOST_FILES = 32768 };

static const char *in_root(const char *path) {
  static char full[2][PATH_MAX];
  static int turn;
  turn = !turn;
  snprintf(full[turn], PATH_MAX, "%s%s", order.root, path);
  return full[turn];
}

static void folder(const char *path, mode_t mode) {
  if (mkdir(in_root(path), mode) && errno != EEXIST) fail("mkdir %s", path);
}

static void link_to(const char *target, const char *path) {
  if (symlink(target, in_root(path))) fail("symlink %s", path);
}

static void mount_new(const char *type, const char *path, unsigned long flags, const char *data) {
  if (mount(type, in_root(path), type, flags, data)) fail("mount %s at %s", type, path);
}

static void seal(const char *path, unsigned long flags) {
  if (mount(NULL, in_root(path), NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | flags, NULL))
    fail("make %s read-only", path);
}

// Shows source, and all that is mounted below it, read-only at path: at no moment is it writable.
static void show_with(const char *source, const char *path, unsigned long flags) {
  int tree = (int)syscall(SYS_open_tree, AT_FDCWD, source,
                          OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE_TREE);
  if (tree < 0) fail("open tree %s", source);
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | flags};
  if (syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE_TREE, &attributes,
              sizeof attributes))
    fail("make %s read-only", source);
  if (syscall(SYS_move_mount, tree, "", AT_FDCWD, in_root(path), MOVE_MOUNT_F_EMPTY_PATH))
    fail("mount %s at %s", source, path);
  close(tree);
}

static void show(const char *source, const char *path) {
  show_with(source, path, MOUNT_ATTR_NODEV);
}

static void show_system(void) {
  static const char *const parts[] = {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
  folder("/usr", 0755);
  show("/usr", "/usr");
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    char target[PATH_MAX] = {0};
    struct stat status;
    if (lstat(parts[i], &status)) continue;
    if (S_ISLNK(status.st_mode)) {
      if (readlink(parts[i], target, sizeof target - 1) < 0) fail("readlink %s", parts[i]);
      link_to(target, parts[i]);
    } else {
      folder(parts[i], 0755);
      show(parts[i], parts[i]);
    }
  }
}

static void make_etc(void) {
  static const char *const folders[] = {"/etc/ssl", "/etc/ssl/certs", "/etc/pki", "/etc/pki/tls",
                                        "/etc/pki/tls/certs", "/etc/pki/ca-trust",
                                        "/etc/pki/ca-trust/extracted", "/etc/alternatives"};
  static const char *const files[] = {"/etc/ld.so.cache", "/etc/ssl/openssl.cnf",
                                      "/etc/mime.types"};
  char text[512], zone[PATH_MAX] = {0};
  struct stat status;
  folder("/etc", 0755);
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    if (stat(folders[i], &status) || !S_ISDIR(status.st_mode)) continue;
    folder(folders[i], 0755);
    // Only the folders at the end of a path are the host's; those above hold private keys too.
    if (i + 1 == sizeof folders / sizeof *folders ||
        strncmp(folders[i], folders[i + 1], strlen(folders[i])) != 0)
      show(folders[i], folders[i]);
  }
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    if (stat(files[i], &status)) continue;
    folder("/etc/ssl", 0755);
    write_file(in_root(files[i]), "");
    show(files[i], files[i]);
  }
  snprintf(text, sizeof text,
           "root:x:0:0:root:/:/sbin/nologin\nsbx_user1051:x:%lu:%lu::/tmp:/sbin/nologin\n",
           order.user, order.user);
  write_file(in_root("/etc/passwd"), text);
  snprintf(text, sizeof text, "root:x:0:\nsbx_user1051:x:%lu:\n", order.user);
  write_file(in_root("/etc/group"), text);
  write_file(in_root("/etc/hosts"), "127.0.0.1 localhost\n::1 localhost\n");
  write_file(in_root("/etc/nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files dns\n");
  if (readlink("/etc/localtime", zone, sizeof zone - 1) > 0) link_to(zone, "/etc/localtime");
}

static void make_dev(void) {
  static const struct {
    const char *path;
    int minor;
  } devices[] = {{"/dev/null", 3}, {"/dev/zero", 5}, {"/dev/full", 7}, {"/dev/random", 8},
                 {"/dev/urandom", 9}};
  folder("/dev", 0755);
  mount_new("tmpfs", "/dev", MS_NOSUID | MS_NOEXEC, "mode=0755,size=64k");
  for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
    const char *path = devices[i].path;
    if (order.level == USER) { // who may make none is shown the host's
      write_file(in_root(path), "");
      show_with(path, path, MOUNT_ATTR_NOEXEC);
    } else if (mknod(in_root(path), S_IFCHR | 0666, makedev(1, (unsigned)devices[i].minor)))
      fail("mknod %s", path);
  }
  link_to("/proc/self/fd", "/dev/fd");
  link_to("/proc/self/fd/0", "/dev/stdin");
  link_to("/proc/self/fd/1", "/dev/stdout");
  link_to("/proc/self/fd/2", "/dev/stderr");
  seal("/dev", MS_NOEXEC);
}

// Covers a name in /proc by a mask; a mount of a part of a read-only mount is read-only, too.
static void hide(const char *name, const char *mask) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%s", name);
  if (access(in_root(path), F_OK)) return;
  if (mount(in_root(mask), in_root(path), NULL, MS_BIND, NULL)) fail("hide %s", path);
}

// What the host tells about itself and its load is hidden or replaced by the sandbox's own figures.
static void make_proc(void) {
  static const char *const files[] = {
      "buddyinfo", "cgroups", "cmdline", "config.gz", "diskstats", "interrupts", "iomem", "ioports",
      "kallsyms", "kcore", "key-users", "keys", "kmsg", "locks", "modules", "pagetypeinfo",
      "partitions", "sched_debug", "schedstat", "slabinfo", "softirqs", "swaps", "sysrq-trigger",
      "timer_list", "vmstat", "zoneinfo", "sys/fs/dentry-state", "sys/fs/file-nr",
      "sys/fs/inode-nr", "sys/kernel/core_pattern"};
  static const char *const folders[] = {"acpi", "asound", "bus", "driver", "dynamic_debug",
                                        "fs",   "irq",    "pressure", "scsi", "tty"};
  char text[8192];
  folder("/proc", 0755);
  mount_new("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  folder("/tmp", 0755); // for the masks, until the real /tmp covers it
  mount_new("tmpfs", "/tmp", MS_NOSUID, "mode=0700,size=64k");
  folder("/tmp/folder", 0555);
  write_file(in_root("/tmp/file"), "");
  unsigned long kilobytes = order.memory / 1024;
  snprintf(text, sizeof text,
           "MemTotal:       %8lu kB\nMemFree:        %8lu kB\nMemAvailable:   %8lu kB\n"
           "Buffers:               0 kB\nCached:                0 kB\nSwapCached:            0 kB\n"
           "SwapTotal:             0 kB\nSwapFree:              0 kB\n",
           kilobytes, kilobytes, kilobytes);
  write_file(in_root("/tmp/meminfo"), text);
  write_file(in_root("/tmp/loadavg"), "0.00 0.00 0.00 1/1 2\n");
  int length = snprintf(text, sizeof text, "cpu  0 0 0 0 0 0 0 0 0 0\n");
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  for (long i = 0; i < processors && length < (int)sizeof text - 128; i++)
    length += snprintf(text + length, sizeof text - (size_t)length,
                       "cpu%ld 0 0 0 0 0 0 0 0 0 0\n", i);
  struct timespec since_boot;
  if (clock_gettime(CLOCK_BOOTTIME, &since_boot)) fail("clock_gettime");
  snprintf(text + length, sizeof text - (size_t)length, "btime %ld\n",
           (long)(time(NULL) - since_boot.tv_sec));
  write_file(in_root("/tmp/stat"), text);
  seal("/tmp", MS_NODEV | MS_NOEXEC);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) hide(files[i], "/tmp/file");
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) hide(folders[i], "/tmp/folder");
  hide("meminfo", "/tmp/meminfo");
  hide("loadavg", "/tmp/loadavg");
  hide("stat", "/tmp/stat");
  seal("/proc", MS_NODEV | MS_NOEXEC); // and with it /proc/sys
}

// A disk is a mount of the platform's that is nowhere yet: it moves here, and is empty.
static void make_temporary(void) {
  char size[64];
  if (!order.disk) {
    unsigned long files = order.temporary / LEAST_PER_FILE; // each takes memory that size does not count
    snprintf(size, sizeof size, "mode=1777,size=%lu,nr_inodes=%lu", order.temporary,
             files < MOST_FILES ? files : MOST_FILES);
    mount_new("tmpfs", "/tmp", MS_NOSUID | MS_NODEV, size);
    return;
  }
  if (syscall(SYS_move_mount, AT_FDCWD, order.disk, AT_FDCWD, in_root("/tmp"),
              MOVE_MOUNT_F_SYMLINKS))
    fail("mount %s at /tmp", order.disk);
  if (chmod(in_root("/tmp"), 01777)) fail("chmod /tmp");
  if (rmdir(in_root("/tmp/lost+found"))) fail("rmdir /tmp/lost+found");
}

void make_root(void) {
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail("make / private");
  mount_new("tmpfs", "", MS_NOSUID, "mode=0755,size=1m");
  show_system();
  make_etc();
  make_dev();
  make_proc();
  folder("/opt", 0755);
  folder("/var", 0755);
  folder("/var/task", 0755);
  for (int i = 0; i < order.source_count; i++) {
    folder(order.targets[i], 0755);
    show(order.sources[i], order.targets[i]);
  }
  make_temporary();
  seal("", MS_NODEV);
  if (chdir(order.root)) fail("chdir %s", order.root);
  if (syscall(SYS_pivot_root, ".", ".")) fail("pivot_root");
  if (umount2(".", MNT_DETACH)) fail("umount the old root");
  if (chdir("/")) fail("chdir /");
}
