// The processes of a sandbox that no namespace of processes holds together: found by the lists of
// children that the kernel keeps, and ended one generation after the other; those of a user that
// nobody else has, before that and at one stroke.
#define _GNU_SOURCE
#include "launcher.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_CHILDREN = 16384 };

// Adds the children that one thread has borne, or inherited.
static int add_children(const char *process, const char *thread, pid_t *found, int count, int most) {
  char path[96], text[4096];
  snprintf(path, sizeof path, "/proc/%.16s/task/%.16s/children", process, thread);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return count;
  pid_t child = 0; // a number is whole when a space follows; one read gives a page at most
  for (ssize_t got; (got = read(file, text, sizeof text)) > 0;)
    for (char *next = text; next < text + got; next++) {
      if (isdigit((unsigned char)*next)) {
        child = child * 10 + (*next - '0');
        continue;
      }
      if (child > 0 && count < most) found[count++] = child;
      child = 0;
    }
  close(file);
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

// The kernel gives the signal to all at once, and nobody forks past it. Whoever does it has to be that
// user, so those whom it is meant for can stop or kill it before it comes to that: then again.
bool end_user(uid_t user) {
  sigset_t all, before;
  int status;
  sigfillset(&all);
  do {
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t ender = fork();
    if (ender == 0) {
      if (user == 0 || setresuid(user, user, user) || geteuid() != user) _exit(1);
      kill(-1, SIGKILL);
      _exit(0);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (ender < 0) return false;
    while (waitpid(ender, &status, WUNTRACED) < 0 && errno == EINTR) continue;
    if (WIFSTOPPED(status)) {
      kill(ender, SIGKILL);
      while (waitpid(ender, &status, 0) < 0 && errno == EINTR) continue;
    }
  } while (WIFSIGNALED(status));
  return WEXITSTATUS(status) == 0;
}

// The group first, at one stroke: whoever forks faster than we read leaves nobody of it behind. Its
// number may be another's by then, who is no other user's.
static void end_one(pid_t child) {
  pid_t group = geteuid() == 0 ? 0 : getpgid(child);
  if (group > 0 && group != getpgrp()) kill(-group, SIGKILL);
  kill(child, SIGKILL);
}

// Whoever loses its parent becomes our child, so only children need to be ended, until there are none.
void end_family(void) {
  static pid_t children[MOST_CHILDREN];
  char self[16];
  snprintf(self, sizeof self, "%d", getpid());
  for (;;) {
    int count = add_children(self, self, children, 0, MOST_CHILDREN);
    for (int i = 0; i < count; i++) end_one(children[i]);
    if (count > 0 && geteuid() == 0) end_user((uid_t)order.user); // if it fails, the lists remain
    if (waitpid(-1, NULL, 0) < 0 && errno == ECHILD) return;
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
  }
}
