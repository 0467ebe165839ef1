// Limits that a function meets inside: reached, they refuse, and nothing else happens.
#include "prober.h"

#include <mqueue.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

enum { MOST_PROCESSES = 1024, MOST_DESCRIPTORS = 1024 };

static void forks(const void *with) {
  (void)with;
  for (int children = 0; children < MOST_PROCESSES; children++) {
    pid_t child = fork();
    if (child == 0) pause();
    if (child < 0 && errno == EAGAIN) return;
    if (child < 0) broken("fork: %m");
  }
  broken("%d processes", MOST_PROCESSES);
}

static void *waits(void *nothing) {
  pause();
  return nothing;
}

static void starts_threads(const void *with) {
  (void)with;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  for (int threads = 0; threads < MOST_PROCESSES; threads++) {
    pthread_t thread;
    int cause = pthread_create(&thread, &small, waits, NULL);
    if (cause == EAGAIN) return;
    if (cause) broken("thread: %s", strerror(cause));
  }
  broken("%d threads", MOST_PROCESSES);
}

static void opens_files(const void *with) {
  (void)with;
  for (int opened = 0; opened < MOST_DESCRIPTORS; opened++)
    if (open("/dev/null", O_RDONLY) < 0) {
      if (errno != EMFILE) broken("open: %m");
      return;
    }
  broken("%d descriptors", MOST_DESCRIPTORS);
}

static void passes_files_on(const void *with) {
  (void)with;
  // Below the hard limit by default, and not above it by any process.
  struct rlimit limit = {MOST_DESCRIPTORS + 1, MOST_DESCRIPTORS + 1};
  must_fail(prlimit(getppid(), RLIMIT_NOFILE, &limit, NULL), EPERM, "raising another's limit");
}

static void fills_files(const void *with) {
  (void)with;
  static char block[1 << 20];
  int file = open("/tmp/big", O_CREAT | O_WRONLY, 0600);
  long written = 0;
  memset(block, 'x', sizeof block);
  for (ssize_t done; (done = write(file, block, sizeof block)) > 0;) {
    written += done;
    if (written > told_number("temporary-bytes")) broken("%ld bytes in /tmp", written);
  }
  int cause = errno;
  unlink("/tmp/big");
  errno = cause;
  must_fail(-1, ENOSPC, "writing");
}

static void reserves_files(const void *with) {
  (void)with;
  int file = open("/tmp/reserved", O_CREAT | O_WRONLY, 0600);
  int cause = posix_fallocate(file, 0, told_number("temporary-bytes") + (1 << 20));
  unlink("/tmp/reserved");
  if (cause != ENOSPC) broken("it ended with %s", strerror(cause));
}

static void queues_messages(const void *with) {
  (void)with;
  struct mq_attr large = {.mq_maxmsg = 10, .mq_msgsize = 8192};
  for (int queues = 0; queues < 64; queues++) {
    char name[32];
    snprintf(name, sizeof name, "/queue-%d", queues);
    if (mq_open(name, O_CREAT | O_RDWR, 0600, &large) == (mqd_t)-1) return;
  }
  broken("64 queues of 80 KB");
}

static void has_wide_limits(const void *with) {
  (void)with;
  struct statvfs status;
  if (statvfs("/tmp", &status) ||
      (long)(status.f_blocks * status.f_frsize) > told_number("temporary-bytes"))
    broken("/tmp has %ld bytes", (long)(status.f_blocks * status.f_frsize));
}

void limits(void) {
  try_inside(NONE, "has as many processes as it likes", forks, NULL);
  try_inside(NONE, "has as many threads as it likes", starts_threads, NULL);
  try_inside(NONE, "has as many descriptors as it likes", opens_files, NULL);
  try_fact(NONE, "raises the limits of another process", passes_files_on, NULL);
  try_inside(USER, "writes to /tmp as much as it likes", fills_files, NULL);
  try_inside(USER, "reserves in /tmp as much as it likes", reserves_files, NULL);
  try_inside(USER, "sees more of /tmp than there is", has_wide_limits, NULL);
  try_inside(USER, "has as many message queues as it likes", queues_messages, NULL);
}
