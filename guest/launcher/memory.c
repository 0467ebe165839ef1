// What a sandbox holds of memory, where no control group counts it: read from its own /proc, which
// shows its processes and no others, or of pid 1's family, where it has none of its own.
#define _GNU_SOURCE
#include "launcher.h"
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <time.h>
#include <unistd.h>

// What an exact look may take of the processor, or a crowd of processes would keep us from the next.
enum { LONGEST_LOOK_MS = 100, MOST_MEMBERS = 4096 };

// The number of kilobytes at the beginning of a line, as bytes; 0 if there is none. The line's end
// before it counts: a process can write the label into its name, but no end of a line.
static unsigned long bytes_at(const char *text, const char *label) {
  const char *found = strstr(text, label);
  return found ? strtoul(found + strlen(label), NULL, 10) * 1024 : 0;
}

static bool read_of(const char *place, const char *name, char *text, size_t size) {
  char path[96];
  snprintf(path, sizeof path, "%s/%s", place, name);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t got = read(file, text, size - 1);
  close(file);
  text[got < 0 ? 0 : got] = 0;
  return got > 0;
}

struct place {
  char path[64];
};

// Finds where a process tells of its memory: at another thread once the first one has ended.
static bool status_of(const char *process, struct place *place, char *text, size_t size) {
  char threads[64];
  snprintf(place->path, sizeof place->path, "/proc/%.16s", process);
  if (!read_of(place->path, "status", text, size)) return false;
  if (strstr(text, "\nVmRSS:")) return true;
  snprintf(threads, sizeof threads, "/proc/%.16s/task", process);
  DIR *all = opendir(threads);
  if (!all) return false;
  bool found = false;
  for (struct dirent *entry; !found && (entry = readdir(all));) {
    if (!isdigit((unsigned char)*entry->d_name)) continue;
    snprintf(place->path, sizeof place->path, "/proc/%.16s/task/%.16s", process, entry->d_name);
    found = read_of(place->path, "status", text, size) && strstr(text, "\nVmRSS:");
  }
  closedir(all);
  return found;
}

// All that a process has in memory, files that it could read again included, and what was swapped.
static void add_all(const char *process, struct memory *total) {
  char text[4096];
  struct place place;
  if (!status_of(process, &place, text, sizeof text)) return;
  total->now += bytes_at(text, "\nVmRSS:") + bytes_at(text, "\nVmPTE:") + bytes_at(text, "\nVmSwap:");
  total->most += bytes_at(text, "\nVmHWM:");
}

// Its part, which takes longer, of what cannot be read again, and what its addresses themselves take.
static void add_share(const char *process, struct memory *total) {
  char text[4096];
  struct place place;
  if (!status_of(process, &place, text, sizeof text)) return;
  unsigned long share = bytes_at(text, "\nRssAnon:") + bytes_at(text, "\nRssShmem:");
  unsigned long swapped = bytes_at(text, "\nVmSwap:");
  total->now += bytes_at(text, "\nVmPTE:");
  if (share + swapped && read_of(place.path, "smaps_rollup", text, sizeof text)) {
    share = bytes_at(text, "\nPss_Anon:") + bytes_at(text, "\nPss_Shmem:");
    swapped = bytes_at(text, "\nSwapPss:");
  }
  total->now += share + swapped;
}

static long used_ms(void) {
  struct timespec used;
  return clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) ? 0
                                                        : used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

typedef void (*part)(const char *process, struct memory *total);

// Files are on the machine's disk there, and count for nobody.
static bool sum_of_family(pid_t init, part add, struct memory *total) {
  static pid_t members[MOST_MEMBERS];
  char name[16];
  long begun = used_ms();
  int count = find_family(init, members, MOST_MEMBERS);
  for (int i = 0; i < count; i++) {
    if (used_ms() - begun >= LONGEST_LOOK_MS) return false;
    snprintf(name, sizeof name, "%d", members[i]);
    add(name, total);
  }
  return true;
}

// Adds something of each process but pid 1, and the files in /tmp, of which those that are mapped
// count twice. False if that takes too long.
static bool sum(pid_t init, part add, struct memory *total) {
  if (order.level == NONE) return sum_of_family(init, add, total);
  struct statfs files;
  long begun = used_ms();
  bool in_time = true;
  DIR *processes = opendir("/proc");
  if (!processes) return true;
  for (struct dirent *entry; in_time && (entry = readdir(processes));) {
    if (isdigit((unsigned char)*entry->d_name) && strcmp(entry->d_name, "1") != 0)
      add(entry->d_name, total);
    in_time = used_ms() - begun < LONGEST_LOOK_MS;
  }
  closedir(processes);
  if (statfs("/tmp", &files) == 0) {
    unsigned long held = (files.f_blocks - files.f_bfree) * (unsigned long)files.f_bsize;
    total->now += held;
    total->most += held;
  }
  return in_time;
}

// By the quick look alone where the exact one takes too long.
struct memory look_at_memory(pid_t init) {
  static unsigned long most;
  struct memory memory = {0}, exact = {0};
  (void)sum(init, add_all, &memory);
  if (memory.most > most) most = memory.most;
  if (memory.now > order.memory && sum(init, add_share, &exact)) memory.now = exact.now;
  memory.most = most;
  return memory;
}
