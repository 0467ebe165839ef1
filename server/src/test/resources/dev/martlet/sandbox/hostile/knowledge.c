// What a function must not learn about the host and about others.
#include "prober.h"

#include <dirent.h>
#include <sys/utsname.h>

static const char *const empty[] = {
    "cmdline", "kallsyms", "modules", "interrupts", "softirqs", "diskstats", "partitions", "vmstat",
    "zoneinfo", "buddyinfo", "pagetypeinfo", "slabinfo", "timer_list", "sched_debug", "schedstat",
    "config.gz", "swaps", "iomem", "ioports", "keys", "key-users", "kcore", "locks",
    "vmallocinfo", "kpagecount", "kpageflags", "kpagecgroup", "pressure/cpu", "pressure/memory",
    "bus/pci/devices", "fs/ext4", "driver/rtc", "scsi/scsi", "tty/drivers", "acpi/wakeup",
    "sys/kernel/core_pattern", "sys/fs/file-nr", "sys/fs/inode-nr", "sys/fs/dentry-state"};

static void tells(const void *with) {
  char path[128], text[256];
  snprintf(path, sizeof path, "/proc/%s", (const char *)with);
  if (read_file(path, text, sizeof text) > 0) broken("%.100s", text);
}

static void has_memory_of_the_host(const void *with) {
  (void)with;
  char text[4096];
  long kilobytes = 0;
  if (read_file("/proc/meminfo", text, sizeof text) <= 0 ||
      sscanf(text, "MemTotal: %ld", &kilobytes) != 1 || kilobytes * 1024 != told_number("memory"))
    broken("it sees %ld kB", kilobytes);
}

static void has_load_of_the_host(const void *with) {
  (void)with;
  char text[128];
  if (read_file("/proc/loadavg", text, sizeof text) <= 0 || strncmp(text, "0.00 0.00 0.00 ", 15))
    broken("it sees %s", text);
}

static void has_times_of_the_host(const void *with) {
  (void)with;
  char text[8192];
  if (read_file("/proc/stat", text, sizeof text) <= 0 || strncmp(text, "cpu  0 0 0 0 ", 13))
    broken("it sees %.60s", text);
}

static void has_name_of_the_host(const void *with) {
  (void)with;
  struct utsname names;
  if (uname(&names) || strcmp(names.nodename, "sandbox") != 0) broken("it sees %s", names.nodename);
}

static void has_groups_of_the_host(const void *with) {
  (void)with;
  char text[4096], *rest = text;
  if (read_file("/proc/self/cgroup", text, sizeof text) <= 0) broken("no control groups");
  for (char *line; (line = strsep(&rest, "\n")) && *line;)
    if (!strrchr(line, ':') || strcmp(strrchr(line, ':'), ":/") != 0) broken("%s", line);
}

static void shares(const void *with) {
  char path[64], own[64] = {0}, name[32];
  snprintf(path, sizeof path, "/proc/self/ns/%s", (const char *)with);
  snprintf(name, sizeof name, "namespace-%s", (const char *)with);
  if (readlink(path, own, sizeof own - 1) < 0) broken("readlink: %m");
  if (strcmp(own, told(name)) == 0) broken("it is %s", own);
}

static void knows_users(const void *with) {
  (void)with;
  char text[4096];
  int lines = 0;
  if (read_file("/etc/passwd", text, sizeof text) <= 0) broken("no users");
  for (char *letter = text; *letter; letter++) lines += *letter == '\n';
  if (lines > 2) broken("it sees %d users", lines);
}

// Variables of others, wherever a process's can be seen.
static void finds_secret(const void *with) {
  (void)with;
  static char text[65536];
  char path[300];
  DIR *folder = opendir("/proc");
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    if (!atoi(entry->d_name)) continue;
    snprintf(path, sizeof path, "/proc/%s/environ", entry->d_name);
    ssize_t got = read_file(path, text, sizeof text);
    if (got > 0 && memmem(text, (size_t)got, "SECRET=", 7)) broken("of process %s", entry->d_name);
  }
}

void knowledge(void) {
  static const char *const kinds[] = {"mnt", "pid", "net", "ipc", "uts", "cgroup"};
  char name[128];
  for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
    snprintf(name, sizeof name, "learns from /proc/%s", empty[i]);
    try_fact(USER, name, tells, empty[i]);
  }
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    snprintf(name, sizeof name, "shares the host's namespace %s", kinds[i]);
    try_fact(USER, name, shares, kinds[i]);
  }
  try_inside(USER, "learns from /proc/kmsg", tells, "kmsg"); // what is read there, nobody else gets
  try_fact(USER, "sees the memory of the host", has_memory_of_the_host, NULL);
  try_fact(USER, "sees the load of the host", has_load_of_the_host, NULL);
  try_fact(USER, "sees what the host's processors have done", has_times_of_the_host, NULL);
  try_fact(USER, "sees the name of the host", has_name_of_the_host, NULL);
  try_fact(USER, "sees its place in the host's control groups", has_groups_of_the_host, NULL);
  try_fact(USER, "sees the users of the host", knows_users, NULL);
  try_fact(USER, "reads variables of others", finds_secret, NULL);
}
