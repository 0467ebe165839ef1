// The processes of a sandbox that no namespace of processes holds together: found by the lists of
// children that the kernel keeps, and ended one generation after the other.
#define _GNU_SOURCE
#include "launcher.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONGEST_LIST = 32768 };

// Adds the children that one thread has borne, or inherited.
static int add_children(const char *process, const char *thread, pid_t *found, int count, int most) {
  static char text[LONGEST_LIST];
  char path[96];
  snprintf(path, sizeof path, "/proc/%.16s/task/%.16s/children", process, thread);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return count;
  ssize_t got = read(file, text, sizeof text - 1);
  close(file);
  text[got < 0 ? 0 : got] = 0;
  char *rest = text;
  for (long child; count < most && (child = strtol(rest, &rest, 10)) > 0;) found[count++] = (pid_t)child;
  return count;
}

static int add_children_of_all_threads(pid_t process, pid_t *found, int count, int most) {
  char path[32], name[16];
  snprintf(name, sizeof name, "%d", process);
  snprintf(path, sizeof path, "/proc/%s/task", name);
  DIR *threads = opendir(path);
  if (!threads) return count;
  for (struct dirent *entry; (entry = readdir(threads));)
    if (isdigit((unsigned char)*entry->d_name))
      count = add_children(name, entry->d_name, found, count, most);
  closedir(threads);
  return count;
}

int find_family(pid_t ancestor, pid_t *found, int most) {
  int count = add_children_of_all_threads(ancestor, found, 0, most);
  for (int i = 0; i < count; i++) count = add_children_of_all_threads(found[i], found, count, most);
  return count;
}

// The group first, at one stroke: whoever forks faster than we read leaves nobody of it behind.
static void end_one(pid_t child) {
  pid_t group = getpgid(child);
  if (group > 0 && group != getpgrp()) kill(-group, SIGKILL);
  kill(child, SIGKILL);
}

// Whoever loses its parent becomes our child, so only children need to be ended, until there are none.
void end_family(void) {
  static pid_t children[LONGEST_LIST / 2];
  char self[16];
  snprintf(self, sizeof self, "%d", getpid());
  for (;;) {
    int count = add_children(self, self, children, 0, LONGEST_LIST / 2);
    for (int i = 0; i < count; i++) end_one(children[i]);
    if (waitpid(-1, NULL, 0) < 0 && errno == ECHILD) return;
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
  }
}
