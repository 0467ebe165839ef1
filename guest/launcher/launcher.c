// Confines one command: reads what to do from standard input, connects to the platform, and ends
// with the command or the platform. Started as root and trusted, it stays small: every failing call
// is one message on standard error and the end of everything.
//
//   launcher      outside all namespaces of processes and never frozen (in version 2 of control
//   │             groups, outside its sandbox's); kills pid 1 when the platform hangs up
//   ├─ relay      hands on what comes to the sandbox's port, where the platform cannot listen inside
//   └─ pid 1      builds the root, gives up all rights, reaps, reports how the command ended
//      └─ command
//
// To the platform go two-byte messages on descriptor 5: N0 the network is there, R0 the command runs,
// X<code> it exited, S<signal> a signal killed it. Without control groups also O0, it was killed for
// its memory, and M0 with eight bytes, the most memory that it was seen to hold: whenever that has
// grown, and when the platform sends a byte, which it does first when the command runs. The exit
// status is 70 if the sandbox could not be built, 71 if the command could not be executed.
//
// At level user that is done in a namespace of users, where an ordinary user has all the rights that it
// takes. At level none there are no namespaces: what is called pid 1 is a process like any other, keeps
// its rights, and inherits orphans, as the launcher does when it dies; whoever of the two is left ends
// the family. So the launcher is not to be killed there, but asked to end, by hanging up or by SIGTERM.
// As root it also ends whoever has the sandbox's user already, before anybody else gets it.
//
// order.c reads what to do, root.c builds what the sandbox sees, relay.c and memory.c do what else an
// ordinary user lacks, family.c what a namespace of processes does; here is the rest, in order of time.
#define _GNU_SOURCE
#include "launcher.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EVENTS = 3, ANSWERS, STATUS, OUTPUT };
enum { SETUP_FAILED = 70, NOT_EXECUTED = 71 };
enum { BETWEEN_LOOKS_MS = 100 };

static const struct sock_filter filter[] = {
#include "filter.inc"
};

// Where pid 1 learns of the command's failure before it was executed; a successful exec closes it.
static int exec_report = -1;
static unsigned char failure = SETUP_FAILED;

__attribute__((format(printf, 1, 2), noreturn)) void fail(const char *format, ...) {
  int cause = errno;
  va_list values;
  signal(SIGPIPE, SIG_IGN); // nobody may be left to read this
  va_start(values, format);
  vdprintf(STDERR_FILENO, format, values);
  va_end(values);
  dprintf(STDERR_FILENO, ": %s\n", strerror(cause));
  if (exec_report >= 0 && write(exec_report, &failure, 1) != 1) _exit(SETUP_FAILED);
  _exit(failure);
}

__attribute__((noreturn)) void reject(int cause, const char *what) {
  errno = cause;
  fail("%s", what);
}

void write_file(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0444);
  if (file < 0) fail("open %s", path);
  if (write(file, text, strlen(text)) != (ssize_t)strlen(text)) fail("write %s", path);
  close(file);
}

// ---- outside ---------------------------------------------------------------------------------

int connect_to(const char *path, int kind) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) reject(ENAMETOOLONG, "connect");
  strcpy(address.sun_path, path);
  int made = socket(AF_UNIX, SOCK_STREAM | kind, 0);
  if (made < 0) return -1;
  if (!connect(made, (struct sockaddr *)&address, sizeof address)) return made;
  int cause = errno;
  close(made);
  errno = cause;
  return -1;
}

// The platform knows a connection by the token and the letter that follows it.
static void connect_as(int descriptor, char role) {
  int made = connect_to(order.socket, 0);
  if (made < 0) fail("connect %s", order.socket);
  if (dprintf(made, "%s%c", order.token, role) < 0) fail("write token");
  if (made != descriptor) {
    if (dup2(made, descriptor) < 0) fail("dup2 %d", descriptor);
    close(made);
  }
}

static void forget_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, NULL)) fail("sigprocmask");
  // Not by libc, which leaves the two that it uses itself as they are; some cannot be set.
  unsigned long standard[4] = {0};
  for (int number = 1; number < NSIG; number++)
    syscall(SYS_rt_sigaction, number, standard, NULL, sizeof(unsigned long));
}

// Kills what uses more than its memory, and tells the platform what it was seen to hold.
static void watch_memory(pid_t init, bool asked) {
  static unsigned long told;
  struct memory memory = look_at_memory(init);
  bool over = memory.now > order.memory;
  unsigned long most = memory.most < order.memory ? memory.most : order.memory;
  if (asked || over || most > told) {
    unsigned char message[10] = {'M'};
    told = over ? order.memory : most;
    for (int i = 0; i < 8; i++) message[2 + i] = (unsigned char)(told >> (56 - 8 * i));
    send(STATUS, message, sizeof message, MSG_NOSIGNAL | MSG_DONTWAIT); // poll tells if nobody reads
  }
  if (over) {
    send(STATUS, "O", 2, MSG_NOSIGNAL | MSG_DONTWAIT);
    kill(init, SIGKILL);
  }
}

// Born in its group, for moving there takes the kernel's global lock, for milliseconds.
static pid_t fork_into(const char *group) {
  int folder = open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) fail("open %s", group);
  struct clone_args how = {
      .flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (unsigned)folder};
  pid_t child = (pid_t)syscall(SYS_clone3, &how, sizeof how);
  close(folder);
  return child;
}

// Waits for pid 1, and kills it when the platform hangs up, be it to kill or by dying.
__attribute__((noreturn)) static void stand_by(pid_t init, pid_t relay, int thaw) {
  int process = (int)syscall(SYS_pidfd_open, init, 0);
  if (process < 0) fail("pidfd_open");
  struct pollfd events[] = {{.fd = process, .events = POLLIN}, {.fd = STATUS, .events = POLLRDHUP}};
  char words[16];
  bool watching = false;
  if (order.processes) events[1].events |= POLLIN;
  for (;;) {
    if (poll(events, 2, watching ? BETWEEN_LOOKS_MS : -1) < 0) {
      if (errno != EINTR) fail("poll");
      continue;
    }
    if (events[0].revents) break;
    if (events[1].revents & ~POLLIN || (events[1].revents && read(STATUS, words, sizeof words) <= 0)) {
      kill(init, SIGKILL);
      // A frozen process dies only when it goes on. If the group is gone already, so is the process.
      if (thaw >= 0 && write(thaw, "THAWED", 6) != 6 && errno != ENODEV) fail("thaw");
      break;
    }
    watching = true; // from the first word on: only when the command runs is our root the sandbox's
    watch_memory(init, events[1].revents);
  }
  int status;
  while (waitpid(init, &status, 0) < 0)
    if (errno != EINTR) fail("waitpid");
  if (relay > 0) kill(relay, SIGKILL);
  while (relay > 0 && waitpid(relay, NULL, 0) < 0 && errno == EINTR) continue;
  if (order.level == NONE) end_family();
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

// ---- rights ----------------------------------------------------------------------------------

// The number that the sandbox's user has inside stands for the launcher's own outside.
static void become_user_of_own_namespace(void) {
  char map[64];
  uid_t user = geteuid();
  gid_t group = getegid();
  if (unshare(CLONE_NEWUSER)) fail("unshare users");
  write_file("/proc/self/setgroups", "deny"); // else nobody may map a group
  snprintf(map, sizeof map, "%lu %u 1", order.user, user);
  write_file("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "%lu %u 1", order.user, group);
  write_file("/proc/self/gid_map", map);
}

static void raise_loopback(void) {
  struct ifreq interface = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (any < 0) fail("socket");
  if (ioctl(any, SIOCSIFFLAGS, &interface)) fail("bring lo up");
  close(any);
}

static void limit(int resource, const char *name, rlim_t most) {
  struct rlimit value;
  if (getrlimit(resource, &value)) fail("getrlimit %s", name);
  // An ordinary user may have less already, and cannot raise it; nor can root in a container.
  if (order.level == ROOT || value.rlim_max > most) value.rlim_max = most;
  value.rlim_cur = value.rlim_max;
  if (setrlimit(resource, &value)) fail("setrlimit %s", name);
}

static void give_up_rights(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {{0}};
  bool same = order.level == NONE && geteuid() != 0; // who is not root can become nobody else
  gid_t group = same ? getegid() : (gid_t)order.user;
  uid_t user = same ? geteuid() : (uid_t)order.user;
  limit(RLIMIT_NOFILE, "descriptors", order.descriptors);
  limit(RLIMIT_CORE, "core", 1); // 0 would still start a core_pattern that is a program of the host
  limit(RLIMIT_MEMLOCK, "memlock", 64 * 1024);
  // Of this user in this namespace: the launcher, the relay and pid 1 as well. All processes of a user
  // on the machine are not the sandbox's.
  unsigned long ours = order.level == NONE ? 0 : 2 + (order.relay != NULL);
  if (order.processes && !same) limit(RLIMIT_NPROC, "processes", order.processes + ours);
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) && order.level != NONE)
      fail("drop capability %d", capability);
  if (order.level != USER && !same && setgroups(0, NULL)) fail("setgroups");
  if (setresgid(group, group, group)) fail("setresgid");
  if (setresuid(user, user, user)) fail("setresuid");
  if (syscall(SYS_capset, &header, none)) fail("capset");
  // Not dumpable: the command has the same user, and must not reach into pid 1 through /proc.
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) fail("make undumpable");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail("set no-new-privs");
  struct sock_fprog program = {.len = sizeof filter / sizeof *filter,
                               .filter = (struct sock_filter *)filter};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0)) fail("install seccomp filter");
}

// ---- inside ----------------------------------------------------------------------------------

static void report(char kind, int value) {
  unsigned char message[] = {(unsigned char)kind, (unsigned char)value};
  // If the platform has gone, the launcher is about to kill us.
  if (send(STATUS, message, sizeof message, MSG_NOSIGNAL) != sizeof message) _exit(SETUP_FAILED);
}

__attribute__((noreturn)) static void become_command(pid_t init) {
  if (setsid() < 0) fail("setsid");
  if (order.level == NONE) {
    give_up_rights();
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)) fail("set the parent's death signal");
    if (getppid() != init) reject(ESRCH, "find the parent");
  }
  if (chdir(order.directory)) fail("chdir %s", order.directory);
  // A function that is woken waits for its turn instead of displacing the server that woke it.
  if (sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0})) fail("sched_setscheduler");
  if (dup2(OUTPUT, STDOUT_FILENO) < 0) fail("dup2 1");
  int message = dup(STDERR_FILENO);
  if (message < 0) fail("dup 2");
  if (dup2(OUTPUT, STDERR_FILENO) < 0) fail("dup2 2");
  if (syscall(SYS_close_range, order.listener ? EVENTS : STATUS, ~0U, CLOSE_RANGE_CLOEXEC))
    fail("close_range");
  execve(order.arguments[0], (char **)order.arguments, (char **)order.environment);
  int cause = errno;
  dup2(message, STDERR_FILENO);
  failure = NOT_EXECUTED;
  errno = cause;
  fail("exec %s", order.arguments[0]);
}

static void confine(void) {
  if (unshare(CLONE_NEWCGROUP)) fail("unshare"); // after the last group was entered, to hide them all
  make_root();
  if (sethostname(order.hostname, strlen(order.hostname))) fail("sethostname");
}

// Pid 1 is to have orphans as its children, and is asked before it dies, as the launcher is.
static void be_init_at_none(void) {
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) fail("become a reaper");
  if (geteuid() == 0 && chown(order.folder, (uid_t)order.user, (gid_t)order.user))
    fail("chown %s", order.folder);
}

__attribute__((noreturn)) static void be_init(int lives) {
  struct pollfd launcher = {.fd = lives, .events = POLLIN};
  int reports[2], status;
  unsigned char failed;
  if (order.freezer) write_file(order.freezer, "0");
  if (order.level == NONE) be_init_at_none();
  else confine();
  close(STDIN_FILENO);
  if (open("/dev/null", O_RDWR) != STDIN_FILENO) fail("open /dev/null"); // its own, not the host's
  umask(022);
  if (order.level != NONE) give_up_rights();
  if (prctl(PR_SET_PDEATHSIG, order.level == NONE ? SIGTERM : SIGKILL, 0, 0, 0))
    fail("set the parent's death signal");
  // If the launcher has died before, the pipe that it alone keeps open has ended.
  if (poll(&launcher, 1, 0)) reject(ESRCH, "find the launcher");
  pid_t self = getpid();
  if (pipe2(reports, O_CLOEXEC)) fail("pipe");
  pid_t command = fork();
  if (command < 0) fail("fork");
  if (command == 0) {
    exec_report = reports[1];
    become_command(self);
  }
  close(reports[1]);
  syscall(SYS_close_range, EVENTS, ANSWERS, 0);
  close(OUTPUT);
  if (read(reports[0], &failed, 1) == 1) _exit(failed);
  close(STDERR_FILENO);
  report('R', 0);
  for (;;) {
    pid_t ended = wait(&status);
    if (ended < 0 && errno != EINTR) _exit(SETUP_FAILED);
    if (ended != command) continue;
    if (WIFEXITED(status)) report('X', WEXITSTATUS(status));
    else report('S', WTERMSIG(status));
    _exit(0); // the kernel, or the launcher, kills whatever the command has left behind
  }
}

static void die_with_family(int signal) {
  end_family();
  _exit(128 + signal);
}

static void be_launcher_at_none(void) {
  struct sigaction end = {.sa_handler = die_with_family};
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) fail("become a reaper");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) fail("make undumpable"); // it may be our user
  if (geteuid() == 0 && !end_user((uid_t)order.user)) fail("end who has the sandbox's user");
  if (sigaction(SIGTERM, &end, NULL)) fail("sigaction"); // pid 1 inherits it
}

// Returns the relay, if there is one.
static pid_t enter_namespaces(void) {
  if (order.level == USER) become_user_of_own_namespace();
  if (unshare(CLONE_NEWNET)) fail("unshare the network");
  raise_loopback();
  pid_t relay = order.relay ? start_relay() : 0; // before the next child is pid 1
  if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS)) fail("unshare");
  return relay;
}

int main(void) {
  // So that no socket lands on a number that is promised to another one.
  for (int descriptor = EVENTS; descriptor <= OUTPUT; descriptor++)
    if (dup2(STDIN_FILENO, descriptor) < 0) fail("dup2 %d", descriptor);
  if (syscall(SYS_close_range, OUTPUT + 1, ~0U, 0)) fail("close_range");
  read_order();
  forget_signals();
  umask(0);
  connect_as(STATUS, 's');
  connect_as(EVENTS, 'e');
  if (shutdown(EVENTS, SHUT_WR)) fail("shutdown 3"); // descriptors sent there would outlive us, unread
  connect_as(ANSWERS, 'a');
  connect_as(OUTPUT, 'o');
  if (setsid() < 0) fail("setsid");
  for (int i = 0; i < order.group_count; i++) write_file(order.groups[i], "0");
  write_file("/proc/self/oom_score_adj", "500"); // the host's shortage takes sandboxes first
  pid_t relay = order.level == NONE ? 0 : enter_namespaces();
  if (order.level == NONE) be_launcher_at_none();
  char word; // with which the platform says that it listens in this process's network namespace
  bool visited = order.listener && !order.relay && order.level != NONE;
  if (visited) report('N', 0);
  if (visited && read(STATUS, &word, 1) != 1) reject(EPIPE, "wait for the listener");
  int lives[2], thaw = -1;
  if (order.thaw && (thaw = open(order.thaw, O_WRONLY | O_CLOEXEC)) < 0) fail("open %s", order.thaw);
  if (pipe2(lives, O_CLOEXEC)) fail("pipe");
  pid_t init = order.birthplace ? fork_into(order.birthplace) : fork();
  if (init < 0) fail("fork");
  close(lives[init == 0]); // each keeps its own end
  if (init == 0) {
    close(thaw);
    be_init(lives[0]);
  }
  syscall(SYS_close_range, EVENTS, ANSWERS, 0);
  close(OUTPUT);
  close(STDOUT_FILENO);
  stand_by(init, relay, thaw);
}
