// Other processes, and what a process of a function has inherited.
#include "prober.h"

#include <dirent.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static void sees_others(const void *with) {
  (void)with;
  DIR *folder = opendir("/proc");
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    int process = atoi(entry->d_name);
    if (process > 1 && process != getpid() && process != getppid())
      broken("there is process %d", process);
  }
}

static void finds_by_number(const void *with) {
  (void)with;
  for (pid_t process = 2; process < 100000; process++)
    if (process != getpid() && process != getppid() && (kill(process, 0) == 0 || errno != ESRCH))
      broken("there is process %d", process);
}

static const char *const of_init[] = {"environ", "maps", "smaps", "mem", "stack", "syscall", "auxv",
                                      "io", "pagemap", "personality", "fd/0", "root/.", "cwd/.",
                                      "exe", "ns/mnt", "ns/net", "map_files/.", "fdinfo/0"};

static void looks_at_init(const void *with) {
  char path[128], text[64];
  snprintf(path, sizeof path, "/proc/1/%s", (const char *)with);
  int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return;
  if (read(file, text, sizeof text) > 0 || errno == EISDIR || errno == EINVAL || errno == EIO)
    broken("it opened %s", path);
}

static void writes_to_init(const void *with) {
  (void)with;
  must_fail(open("/proc/1/mem", O_RDWR), 0, "opening pid 1's memory");
  must_fail(open("/proc/1/exe", O_RDONLY), 0, "opening pid 1's program");
}

static void signals_init(const void *with) {
  char text[512];
  kill(1, *(const int *)with);
  int init = (int)syscall(SYS_pidfd_open, 1, 0);
  if (init >= 0) syscall(SYS_pidfd_send_signal, init, *(const int *)with, NULL, 0);
  // If it was killed, so were we; a stopped one shows.
  for (int i = 0; i < 5; i++) {
    usleep(1000);
    if (read_file("/proc/1/stat", text, sizeof text) <= 0) broken("pid 1 has gone");
    char *state = strrchr(text, ')');
    if (!state || !strchr("SRD", state[2])) broken("pid 1 is in state %c", state ? state[2] : '?');
  }
}

static void signals_the_platform(const void *with) {
  static const char *const processes[] = {"server", "neighbours-process"};
  (void)with;
  for (size_t i = 0; i < sizeof processes / sizeof *processes; i++) {
    pid_t process = (pid_t)told_number(processes[i]);
    if (process != getpid() && process != getppid())
      must_fail(kill(process, 0), ESRCH, processes[i]);
  }
}

static void inherits_descriptors(const void *with) {
  (void)with;
  // Those of the prober, which itself has opened a pipe and this process.
  for (int descriptor = 5; descriptor < 1024; descriptor++) {
    char path[64], target[256] = {0};
    snprintf(path, sizeof path, "/proc/%d/fd/%d", getppid(), descriptor);
    if (readlink(path, target, sizeof target - 1) > 0 && strncmp(target, "pipe:", 5) != 0 &&
        strcmp(target, "anon_inode:[pidfd]") != 0)
      broken("descriptor %d is %s", descriptor, target);
  }
}

static void inherits_variables(const void *with) {
  (void)with;
  extern char **environ;
  for (char **variable = environ; *variable; variable++)
    if (strncmp(*variable, "LANG=", 5) != 0 && strncmp(*variable, "LD_LIBRARY_PATH=", 16) != 0 &&
        strncmp(*variable, "TMPDIR=", 7) != 0)
      broken("%s", *variable);
}

static void inherits_dispositions(const void *with) {
  char text[8192];
  if (read_file("/proc/self/status", text, sizeof text) <= 0) broken("no status");
  char *line = strstr(text, with);
  if (!line || strtoull(line + strlen(with), NULL, 16)) broken("%.60s", line ? line : "no line");
}

static void has_terminal(const void *with) {
  (void)with;
  char path[64], text[512];
  int terminal = -1;
  // The prober's: this attempt has a session of its own.
  snprintf(path, sizeof path, "/proc/%d/stat", getppid());
  if (read_file(path, text, sizeof text) <= 0) broken("no stat");
  char *behind = strrchr(text, ')');
  if (!behind || sscanf(behind, ") %*c %*d %*d %*d %d", &terminal) != 1 || terminal)
    broken("its terminal is %d", terminal);
  must_fail(open("/dev/tty", O_RDWR), 0, "opening the terminal");
}

static void traces_itself(const void *with) {
  (void)with;
  must_fail(prctl(PR_SET_MM, PR_SET_MM_BRK, 0, 0, 0), EPERM, "rearranging its memory");
  must_fail(open("/proc/self/mem", O_RDWR), 0, "writing its memory as a file");
}

void processes(void) {
  static const int numbers[] = {SIGKILL, SIGSTOP, SIGTERM, SIGSEGV, SIGTSTP, SIGABRT, SIGHUP};
  static const struct {
    const char *name, *line;
  } dispositions[] = {{"inherits signals that are ignored", "SigIgn:\t"},
                      {"inherits signals that are blocked", "SigBlk:\t"},
                      {"inherits signals that are pending", "ShdPnd:\t"}};
  char name[128];
  try_fact(USER, "sees processes of others", sees_others, NULL);
  try_fact(USER, "finds processes of others by their numbers", finds_by_number, NULL);
  for (size_t i = 0; i < sizeof of_init / sizeof *of_init; i++) {
    snprintf(name, sizeof name, "looks at %s of pid 1", of_init[i]);
    try_fact(USER, name, looks_at_init, of_init[i]);
  }
  try_fact(USER, "opens the memory or the program of pid 1", writes_to_init, NULL);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    snprintf(name, sizeof name, "disturbs pid 1 by SIG%s", sigabbrev_np(numbers[i]));
    try_inside(USER, name, signals_init, &numbers[i]);
  }
  try_fact(USER, "signals the platform or a neighbour", signals_the_platform, NULL);
  try_fact(NONE, "inherits descriptors", inherits_descriptors, NULL);
  try_fact(NONE, "inherits variables", inherits_variables, NULL);
  for (size_t i = 0; i < sizeof dispositions / sizeof *dispositions; i++)
    try_fact(NONE, dispositions[i].name, inherits_dispositions, dispositions[i].line);
  try_fact(NONE, "has a terminal", has_terminal, NULL);
  try_fact(USER, "rearranges its memory with rights of root", traces_itself, NULL);
}
