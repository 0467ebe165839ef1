// What a sandbox holds of memory, where no control group counts it: read from its own /proc, which
// shows its processes and no others. Nothing that it can write is read.
#define _GNU_SOURCE
#include "launcher.h"
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

// The number of kilobytes behind a label in a file of /proc, as bytes; 0 if there is none.
static unsigned long bytes_at(const char *text, const char *label) {
  const char *found = strstr(text, label);
  return found ? strtoul(found + strlen(label), NULL, 10) * 1024 : 0;
}

static bool read_of(const char *process, const char *name, char *text, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%.16s/%s", process, name);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t got = read(file, text, size - 1);
  close(file);
  text[got < 0 ? 0 : got] = 0;
  return got > 0;
}

// All that a process has in memory, files that it could read again included.
static void add_all(const char *process, struct memory *total) {
  char text[4096];
  if (!read_of(process, "status", text, sizeof text)) return;
  total->now += bytes_at(text, "VmRSS:") + bytes_at(text, "VmPTE:");
  total->most += bytes_at(text, "VmHWM:");
}

// Its part, which takes longer, of what cannot be read again, and what its addresses themselves take.
static void add_share(const char *process, struct memory *total) {
  char text[4096];
  if (!read_of(process, "status", text, sizeof text)) return;
  unsigned long share = bytes_at(text, "RssAnon:") + bytes_at(text, "RssShmem:");
  total->now += bytes_at(text, "VmPTE:");
  if (share && read_of(process, "smaps_rollup", text, sizeof text))
    share = bytes_at(text, "Pss_Anon:") + bytes_at(text, "Pss_Shmem:");
  total->now += share;
}

// Adds something of each process but pid 1, and the files in /tmp, of which those that are mapped
// count twice.
static struct memory sum(void (*add)(const char *process, struct memory *total)) {
  struct memory total = {0};
  struct statfs files;
  DIR *processes = opendir("/proc");
  if (!processes) return total;
  for (struct dirent *entry; (entry = readdir(processes));)
    if (isdigit((unsigned char)*entry->d_name) && strcmp(entry->d_name, "1") != 0)
      add(entry->d_name, &total);
  closedir(processes);
  if (statfs("/tmp", &files) == 0) {
    unsigned long held = (files.f_blocks - files.f_bfree) * (unsigned long)files.f_bsize;
    total.now += held;
    total.most += held;
  }
  return total;
}

struct memory look_at_memory(void) {
  static unsigned long most;
  struct memory memory = sum(add_all);
  if (memory.most > most) most = memory.most;
  if (memory.now > order.memory) memory.now = sum(add_share).now;
  memory.most = most;
  return memory;
}
