// What of the host's files a function must not see, by whatever path.
#include "prober.h"

#include <dirent.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

static const char *const absent[] = {
    "/root", "/home", "/boot", "/run", "/srv", "/mnt", "/media", "/sys", "/sys/fs/cgroup",
    "/sys/kernel", "/lost+found", "/var/lib", "/var/log", "/var/run", "/var/cache", "/var/spool",
    "/var/tmp", "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/machine-id", "/etc/hostname",
    "/etc/resolv.conf", "/etc/fstab", "/etc/ssh", "/etc/ssl/private", "/etc/cron.d",
    "/etc/systemd", "/etc/environment", "/dev/shm", "/dev/pts", "/dev/mqueue",
    "/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/log", "/dev/tty", "/dev/tty0",
    "/dev/console", "/dev/ptmx", "/dev/kvm", "/dev/fuse", "/dev/net", "/dev/vhost-net",
    "/dev/vhost-vsock", "/dev/userfaultfd", "/dev/loop0", "/dev/loop-control", "/dev/vda",
    "/dev/sda", "/dev/nvme0", "/dev/mapper", "/dev/cpu", "/dev/hpet", "/dev/rtc", "/dev/watchdog",
    "/dev/uinput", "/dev/input", "/dev/dri", "/dev/snd", "/dev/nvidia0", "/dev/io_uring",
    "/proc/1/root/root", "/proc/self/root/root", "/proc/self/cwd/../../../root",
    "/proc/1/cwd/../../root", "/proc/self/fd/0/..", "/proc/self/fd/3/..",
    "/proc/self/task/../../1/root/root"};

// Who owns a file could have everybody else wait who opens it.
static void leases(const void *with) {
  (void)with;
  int file = open("/tmp/lease", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  unlink("/tmp/lease"); // else the next fact finds it
  must_fail(fcntl(file, F_SETLEASE, F_WRLCK), EPERM, "a lease");
}

static void is_told_of_changes(const void *with) {
  (void)with;
  int folder = open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  must_fail(fcntl(folder, F_NOTIFY, DN_CREATE), EPERM, "a notice");
}

static void is_there(const void *with) {
  struct stat status;
  must_fail(stat(with, &status), 0, with);
}

static void reads(const char *path) {
  char text[64];
  if (read_file(path, text, sizeof text) >= 0) broken("it read %s", path);
}

// The platform's own files, by the paths that could lead out.
static void reads_below(const void *with) {
  static const char *const files[] = {"data", "neighbour", "launcher"};
  char path[4096];
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    snprintf(path, sizeof path, "%s%s%s", (const char *)with, told(files[i]),
             i == 0 ? "/run/cgroups" : "");
    reads(path);
  }
}

static void reads_of_the_platform(const void *with) {
  static const char *const processes[] = {"server", "neighbours-process"};
  char path[4096];
  for (size_t i = 0; i < sizeof processes / sizeof *processes; i++) {
    snprintf(path, sizeof path, "/proc/%s/%s", told(processes[i]), (const char *)with);
    // Inside, the same number may be that of a process of our own.
    if (outside() || kill((pid_t)told_number(processes[i]), 0)) reads(path);
  }
}

static void climbs(const void *with) {
  (void)with;
  struct stat here, above;
  if (stat("/", &here)) broken("stat: %m");
  for (int i = 0; i < 100; i++)
    if (chdir("..")) broken("chdir: %m");
  if (stat(".", &above) || here.st_ino != above.st_ino) broken("there is something above the root");
  int root = open("/", O_RDONLY | O_DIRECTORY);
  if (fstatat(root, "../..", &above, 0) || here.st_ino != above.st_ino)
    broken("there is something above the root's descriptor");
  reads_below(".");
}

static const struct listing {
  const char *folder, *names;
} listings[] = {
    {"/", "bin sbin lib lib32 lib64 libx32 usr etc dev proc opt var tmp"},
    {"/var", "task lang runtime"},
    {"/opt", ""},
    {"/tmp", ""},
    {"/dev", "null zero full random urandom fd stdin stdout stderr"},
    {"/etc", "ssl pki alternatives ld.so.cache mime.types passwd group hosts nsswitch.conf localtime"},
    {"/etc/ssl", "certs openssl.cnf"},
    {"/var/task", "prober plain"},
};

static bool is_among(const char *name, const char *names) {
  size_t length = strlen(name);
  for (const char *found = names; (found = strstr(found, name)); found += length)
    if ((found == names || found[-1] == ' ') && (found[length] == ' ' || !found[length]))
      return true;
  return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void has_more(const void *with) {
  const struct listing *listing = with;
  DIR *folder = opendir(listing->folder);
  if (!folder && errno == ENOENT) return;
  if (!folder) broken("opendir: %m");
  for (struct dirent *entry; (entry = readdir(folder));)
    if (!is_among(entry->d_name, listing->names)) broken("%s is there", entry->d_name);
}

// What is mounted here would appear there, or the other way about.
static void shares_mounts(const void *with) {
  (void)with;
  static char text[65536];
  if (read_file("/proc/self/mountinfo", text, sizeof text) <= 0) broken("no mounts to be seen");
  char *rest = text;
  for (char *line; (line = strsep(&rest, "\n")) && *line;)
    if (strstr(line, " shared:") || strstr(line, " master:")) broken("%s", line);
}

// Field is 5 for the options of the mount.
static void has_mount_that(const char *lacks, const char *except) {
  static char text[65536];
  if (read_file("/proc/self/mountinfo", text, sizeof text) <= 0) broken("no mounts to be seen");
  char *rest = text;
  for (char *line; (line = strsep(&rest, "\n")) && *line;) {
    char point[1024], options[1024];
    if (sscanf(line, "%*s %*s %*s %*s %1023s %1023s", point, options) != 2) broken("%s", line);
    char among[1100];
    snprintf(among, sizeof among, ",%s,", options);
    size_t length = strlen(except);
    bool excepted = length && strncmp(point, except, length) == 0 &&
                    (point[length] == '/' || !point[length]);
    if (!excepted && !strstr(among, lacks)) broken("%s", line);
  }
}

static void mounts_writable(const void *with) {
  (void)with;
  has_mount_that(",ro,", "/tmp");
}

static void mounts_suid(const void *with) {
  (void)with;
  has_mount_that(",nosuid,", "");
}

static void mounts_devices(const void *with) {
  (void)with;
  has_mount_that(",nodev,", "/dev");
}

static void holds_devices(const void *with) {
  (void)with;
  struct stat status;
  for (int descriptor = 0; descriptor < 1024; descriptor++)
    if (fstat(descriptor, &status) == 0 && S_ISCHR(status.st_mode) &&
        status.st_rdev != makedev(1, 3))
      broken("descriptor %d is device %lx", descriptor, (long)status.st_rdev);
}

static void holds_null_of_the_host(const void *with) {
  (void)with;
  struct stat status, device;
  if (stat("/dev", &device)) broken("stat: %m");
  for (int descriptor = 0; descriptor < 1024; descriptor++) {
    if (fstat(descriptor, &status) || !S_ISCHR(status.st_mode)) continue;
    if (status.st_dev != device.st_dev) broken("descriptor %d is the host's", descriptor);
  }
}

void files(void) {
  static const char *const ways[] = {"", "/..", "/proc/self/root", "/proc/1/root", "/proc/1/cwd/..",
                                     "/proc/self/cwd/../../..", "/proc/self/task/../root",
                                     "/proc/thread-self/root"};
  static const char *const own[] = {"environ", "cmdline", "maps", "root/etc/shadow", "cwd/.", "fd/0",
                                    "mem", "status"};
  char name[128];
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
    snprintf(name, sizeof name, "finds %s", absent[i]);
    try_fact(USER, name, is_there, absent[i]);
  }
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    snprintf(name, sizeof name, "reads the platform's files by \"%s\"", ways[i]);
    try_fact(USER, name, reads_below, ways[i]);
  }
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
    snprintf(name, sizeof name, "reads %s of the platform's processes", own[i]);
    try_fact(USER, name, reads_of_the_platform, own[i]);
  }
  try_fact(USER, "climbs above the root", climbs, NULL);
  try_fact(NONE, "takes a lease on a file", leases, NULL);
  try_inside(NONE, "is told of changes in a folder of the host", is_told_of_changes, NULL);
  for (size_t i = 0; i < sizeof listings / sizeof *listings; i++) {
    snprintf(name, sizeof name, "finds more in %s than it should", listings[i].folder);
    try_fact(USER, name, has_more, &listings[i]);
  }
  try_fact(USER, "has a mount besides /tmp that it can write to", mounts_writable, NULL);
  try_fact(USER, "has a mount that honours set-user-id", mounts_suid, NULL);
  try_fact(USER, "has a mount besides /dev that honours devices", mounts_devices, NULL);
  try_fact(USER, "shares its mounts with the machine", shares_mounts, NULL);
  try_fact(NONE, "holds a device besides null", holds_devices, NULL);
  try_fact(ROOT, "holds the host's null device", holds_null_of_the_host, NULL);
}
