// What a function must not change: its code, the system, settings of the kernel, devices.
#include "prober.h"

#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

// Opening is the attempt: outside, writing would do harm.
static void opens_for_writing(const void *with) {
  must_fail(open(with, O_WRONLY | O_CLOEXEC), 0, with);
}

static void creates_in(const void *with) {
  char path[4096];
  snprintf(path, sizeof path, "%s/prober-was-here", (const char *)with);
  int file = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
  if (file >= 0) unlink(path);
  must_fail(file, 0, "a new file");
  int folder = mkdir(path, 0700);
  if (folder == 0) rmdir(path);
  must_fail(folder, 0, "a new folder");
  int link = symlink("/etc/passwd", path);
  if (link == 0) unlink(path);
  must_fail(link, 0, "a new link");
}

// Each is tried at a file beside the prober, in the folder of the code.
static int opens(const char *path) { return open(path, O_RDWR); }
static int appends(const char *path) { return open(path, O_WRONLY | O_APPEND); }
static int shortens(const char *path) { return truncate(path, 0); }
static int opens_to_rights(const char *path) { return chmod(path, 0777); }
static int takes(const char *path) { return chown(path, getuid(), getgid()); }
static int renames(const char *path) { return rename(path, path); }
static int dates(const char *path) { return utimensat(AT_FDCWD, path, NULL, 0); }
static int labels(const char *path) { return setxattr(path, "user.a", "b", 1, 0); }
static int opens_again(const char *path) {
  char again[64];
  snprintf(again, sizeof again, "/proc/self/fd/%d", open(path, O_RDONLY));
  return open(again, O_RDWR);
}
static int removes(const char *path) { return unlink(path); }

static const struct change {
  const char *name;
  int (*change)(const char *path);
} code[] = {{"opens its code for writing", opens},
            {"appends to its code", appends},
            {"opens its code again for writing by its descriptor", opens_again},
            {"shortens its code", shortens},
            {"gives itself rights to its code", opens_to_rights},
            {"takes its code over", takes},
            {"renames its code", renames},
            {"dates its code", dates},
            {"labels its code", labels},
            {"removes its code", removes}};

static void changes_code(const void *with) {
  char path[4096];
  snprintf(path, sizeof path, "%s/plain", told("code"));
  must_fail(((const struct change *)with)->change(path), 0, "the change");
}

static const struct device {
  const char *name;
  unsigned kind, major, minor;
} devices[] = {{"memory", S_IFCHR, 1, 1},         {"ports", S_IFCHR, 1, 4},
               {"messages", S_IFCHR, 1, 11},      {"a terminal", S_IFCHR, 5, 0},
               {"a disk", S_IFBLK, 8, 0},         {"a virtual disk", S_IFBLK, 254, 0},
               {"a loop", S_IFBLK, 7, 0},         {"loops' control", S_IFCHR, 10, 237},
               {"virtual machines", S_IFCHR, 10, 232}, {"file systems", S_IFCHR, 10, 229},
               {"networks", S_IFCHR, 10, 200},    {"even null", S_IFCHR, 1, 3}};

static void makes(const void *with) {
  const struct device *device = with;
  char path[4096];
  snprintf(path, sizeof path, "%s/device", told("temporary"));
  int made = mknod(path, device->kind | 0666, makedev(device->major, device->minor));
  if (made == 0) unlink(path);
  must_fail(made, EPERM, "mknod");
}

static const struct pool {
  const char *name;
  unsigned long request;
} pools[] = {{"adds to the kernel's randomness", RNDADDTOENTCNT},
             {"clears the kernel's randomness", RNDCLEARPOOL},
             {"reseeds the kernel's randomness", RNDRESEEDCRNG}};

static void stirs(const void *with) {
  int none = 0, random = open("/dev/urandom", O_RDONLY);
  must_fail(ioctl(random, ((const struct pool *)with)->request, &none), EPERM, "the request");
}

static void touches_the_hosts_null(const void *with) {
  (void)with;
  // Its own null lies on a read-only mount, so even its times stay.
  must_fail(futimens(STDIN_FILENO, NULL), EROFS, "dating /dev/null");
}

void changes(void) {
  static const char *const folders[] = {"/", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/etc",
                                        "/etc/ssl/certs", "/dev", "/opt", "/proc", "/var",
                                        "/proc/sys/kernel"};
  static const char *const settings[] = {
      "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/kernel/modprobe",
      "/proc/sys/kernel/panic", "/proc/sys/kernel/sysrq", "/proc/sys/kernel/threads-max",
      "/proc/sys/kernel/ns_last_pid", "/proc/sys/kernel/shmmax", "/proc/sys/kernel/randomize_va_space",
      "/proc/sys/kernel/yama/ptrace_scope", "/proc/sys/kernel/unprivileged_bpf_disabled",
      "/proc/sys/kernel/random/boot_id", "/proc/sys/vm/drop_caches", "/proc/sys/vm/overcommit_memory",
      "/proc/sys/vm/panic_on_oom", "/proc/sys/fs/file-max", "/proc/sys/fs/suid_dumpable",
      "/proc/sys/fs/protected_symlinks", "/proc/sys/net/ipv4/ip_forward",
      "/proc/sys/net/ipv4/ping_group_range", "/proc/sys/net/ipv4/ip_unprivileged_port_start",
      "/proc/sys/user/max_user_namespaces", "/proc/sysrq-trigger", "/proc/self/oom_score_adj",
      "/proc/self/mem", "/proc/self/uid_map", "/proc/self/gid_map", "/proc/self/setgroups",
      "/proc/self/coredump_filter", "/proc/self/timens_offsets", "/proc/kcore", "/proc/kmsg",
      "/proc/irq/default_smp_affinity", "/proc/mtrr",
      "/etc/passwd", "/etc/hosts", "/etc/ld.so.cache", "/usr/bin/env"};
  char name[128];
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    snprintf(name, sizeof name, "makes something in %s", folders[i]);
    try_fact(USER, name, creates_in, folders[i]);
  }
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    snprintf(name, sizeof name, "opens %s for writing", settings[i]);
    try_fact(USER, name, opens_for_writing, settings[i]);
  }
  for (size_t i = 0; i < sizeof code / sizeof *code; i++)
    try_fact(USER, code[i].name, changes_code, &code[i]);
  for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
    snprintf(name, sizeof name, "makes a device of %s", devices[i].name);
    try_fact(NONE, name, makes, &devices[i]);
  }
  for (size_t i = 0; i < sizeof pools / sizeof *pools; i++)
    try_fact(NONE, pools[i].name, stirs, &pools[i]);
  try_fact(USER, "touches the host's null device", touches_the_hosts_null, NULL);
}
