// Rights that a function must not have or gain.
#include "prober.h"

#include <grp.h>
#include <linux/capability.h>
#include <linux/ioprio.h>
#include <linux/securebits.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

static long sets_user(void) { return setuid(0); }
static long sets_group(void) { return setgid(0); }
static long sets_saved_user(void) { return setresuid(-1u, -1u, 0); }
static long sets_saved_group(void) { return setresgid(-1u, -1u, 0); }
static long sets_groups(void) { return setgroups(1, &(gid_t){0}); }
static long takes_capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct all[2] = {{.effective = ~0u, .permitted = ~0u}, {0}};
  all[0].inheritable = all[0].permitted;
  return syscall(SYS_capset, &header, all);
}
static long keeps_capabilities(void) { return prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS, 0, 0, 0); }
static long raises_ambient(void) {
  return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_BIND_SERVICE, 0, 0);
}
static long runs_first(void) { return setpriority(PRIO_PROCESS, 0, -20); }
static long runs_in_real_time(void) {
  return sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1});
}
static long runs_in_turns_of_real_time(void) {
  return sched_setscheduler(0, SCHED_RR, &(struct sched_param){.sched_priority = 1});
}
static long runs_by_deadline(void) {
  struct {
    unsigned size, policy;
    unsigned long long flags;
    int nice;
    unsigned priority;
    unsigned long long runtime, deadline, period;
  } wish = {48, 6, 0, 0, 0, 10000000, 30000000, 30000000};
  return syscall(SYS_sched_setattr, 0, &wish, 0);
}
static long reads_disks_first(void) {
  return syscall(SYS_ioprio_set, 1, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_RT, 0));
}
static long wakes_the_machine(void) { return timerfd_create(8, 0); }
static long locks_memory(void) {
  return mlock(calloc(1, 1 << 20), 1 << 20);
}
static long locks_all_memory(void) { return mlockall(MCL_CURRENT | MCL_FUTURE); }

static const struct gain {
  const char *name;
  long (*gain)(void);
} gains[] = {{"becomes root", sets_user},
             {"joins root's group", sets_group},
             {"becomes root later", sets_saved_user},
             {"joins root's group later", sets_saved_group},
             {"joins other groups", sets_groups},
             {"takes capabilities", takes_capabilities},
             {"keeps capabilities", keeps_capabilities},
             {"hands capabilities on", raises_ambient},
             {"runs before all others", runs_first},
             {"runs in real time", runs_in_real_time},
             {"runs in turns of real time", runs_in_turns_of_real_time},
             {"runs by a deadline", runs_by_deadline},
             {"reads disks before all others", reads_disks_first},
             {"wakes the machine", wakes_the_machine},
             {"locks a megabyte of memory", locks_memory},
             {"locks all its memory", locks_all_memory}};

static void does(const void *with) {
  must_fail(((const struct gain *)with)->gain(), 0, ((const struct gain *)with)->name);
}

static const struct bound {
  const char *name;
  int resource;
} bounds[] = {{"descriptors", RLIMIT_NOFILE},
              {"core dumps", RLIMIT_CORE},
              {"locked memory", RLIMIT_MEMLOCK},
              {"real time", RLIMIT_RTPRIO},
              {"niceness", RLIMIT_NICE}};

static void raises(const void *with) {
  struct rlimit limit;
  int resource = ((const struct bound *)with)->resource;
  if (getrlimit(resource, &limit)) broken("getrlimit: %m");
  limit.rlim_cur = ++limit.rlim_max;
  must_fail(setrlimit(resource, &limit), EPERM, "raising it");
}

static void lacks_line(const void *with) {
  char text[8192];
  if (read_file("/proc/self/status", text, sizeof text) <= 0) broken("no status");
  if (!strstr(text, with)) broken("its status is not %s", (const char *)with);
}

static void is_honoured(const void *with) {
  struct statvfs status;
  if (statvfs(with, &status) == 0 && !(status.f_flag & ST_NOSUID)) broken("it is");
}

static void runs_as_root(const void *with) {
  int ends[2], status;
  char text[64] = {0};
  if (pipe(ends)) broken("pipe: %m");
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(open("/dev/null", O_RDWR), STDERR_FILENO);
    execl(with, with, "-c", "id -u", NULL);
    _exit(1);
  }
  close(ends[1]);
  ssize_t got = read(ends[0], text, sizeof text - 1);
  waitpid(child, &status, 0);
  if (got > 0 && strcmp(text, "0\n") == 0) broken("it ran as root");
}

static void dumps_core(const void *with) {
  (void)with;
  struct rlimit limit;
  // At a limit of 0 the kernel still starts a handler that is a program of the host.
  if (getrlimit(RLIMIT_CORE, &limit) || limit.rlim_cur != 1 || limit.rlim_max != 1)
    broken("its limit is %ld", (long)limit.rlim_cur);
  int status;
  pid_t child = fork();
  if (child == 0) abort();
  waitpid(child, &status, 0);
  if (WCOREDUMP(status)) broken("a core was dumped");
}

void rights(void) {
  static const char *const lines[] = {"CapInh:\t0000000000000000", "CapPrm:\t0000000000000000",
                                      "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000",
                                      "CapAmb:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"};
  static const char *const folders[] = {"/", "/usr", "/usr/bin", "/tmp", "/dev", "/proc"};
  static const char *const programs[] = {"/usr/bin/su", "/usr/bin/chsh", "/usr/bin/sudo"};
  char name[128];
  for (size_t i = 0; i < sizeof gains / sizeof *gains; i++)
    try_fact(NONE, gains[i].name, does, &gains[i]);
  for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
    snprintf(name, sizeof name, "raises its limit of %s", bounds[i].name);
    try_fact(NONE, name, raises, &bounds[i]);
  }
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    snprintf(name, sizeof name, "has another status than %s", lines[i]);
    *strchr(name, '\t') = ' ';
    // Where no namespace gives it the right, only root can empty the set that bounds the others.
    try_fact(strncmp(lines[i], "CapBnd", 6) == 0 ? USER : NONE, name, lacks_line, lines[i]);
  }
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    snprintf(name, sizeof name, "has set-user-id honoured in %s", folders[i]);
    try_fact(USER, name, is_honoured, folders[i]);
  }
  for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
    snprintf(name, sizeof name, "is root by %s", programs[i]);
    try_fact(NONE, name, runs_as_root, programs[i]);
  }
  try_fact(NONE, "dumps a core or starts the host's handler of cores", dumps_core, NULL);
}
