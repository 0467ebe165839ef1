// Confines one command: reads what to do from standard input, connects to the platform, and ends
// with the command or the platform. Started as root and trusted, it stays small: every failing call
// is one message on standard error and the end of everything.
//
//   launcher      outside all namespaces of processes; kills pid 1 when the platform hangs up
//   └─ pid 1      builds the root, gives up all rights, reaps, reports how the command ended
//      └─ command
//
// To the platform go two-byte messages on descriptor 5: N0 the network is there, R0 the command runs,
// X<code> it exited, S<signal> a signal killed it. The exit status is 70 if the sandbox could not be
// built, 71 if the command could not be executed.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/mount.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// In libc 2.36 <sys/mount.h> and the kernel's own exclude each other.
extern int mount(const char *, const char *, const char *, unsigned long, const void *);
extern int umount2(const char *, int);
#define MNT_DETACH 2
#define AT_RECURSIVE_TREE 0x8000
enum { EVENTS = 3, ANSWERS, STATUS, OUTPUT };
enum { SETUP_FAILED = 70, NOT_EXECUTED = 71 };
enum { MOST_BYTES = 512 * 1024, MOST_WORDS = 2048, MOST_FEW = 16 };

static const struct sock_filter filter[] = {
#include "filter.inc"
};

static struct order {
  const char *socket, *token, *root, *directory, *hostname, *listener;
  const char *groups[MOST_FEW], *sources[MOST_FEW], *targets[MOST_FEW];
  const char *arguments[MOST_WORDS], *environment[MOST_WORDS];
  int group_count, source_count, target_count, argument_count, environment_count;
  unsigned long memory, temporary, descriptors, user;
} order;

// Where pid 1 learns of the command's failure before it was executed; a successful exec closes it.
static int exec_report = -1;
static unsigned char failure = SETUP_FAILED;

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...) {
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

__attribute__((noreturn)) static void reject(int cause, const char *what) {
  errno = cause;
  fail("%s", what);
}

// ---- the order -------------------------------------------------------------------------------

static void append(const char *value, const char **list, int *count, int most) {
  if (*count >= most - 1) reject(E2BIG, "read order");
  list[(*count)++] = value;
}

static unsigned long number(const char *text) {
  char *end;
  unsigned long value = strtoul(text, &end, 10);
  if (!*text || *end) reject(EINVAL, "read number in order");
  return value;
}

// An order is a sequence of NUL-terminated items, each a letter and a value; a lone dot ends it.
static void read_order(void) {
  static char text[MOST_BYTES];
  size_t length = 0;
  ssize_t got;
  while ((got = read(STDIN_FILENO, text + length, sizeof text - length)) > 0) length += (size_t)got;
  if (got < 0) fail("read order");
  if (length < 2 || length == sizeof text || memcmp(text + length - 2, ".", 2) != 0)
    reject(EBADMSG, "read whole order");
  for (char *item = text; *item != '.'; item += strlen(item) + 1) {
    char *value = item + 1;
    switch (*item) {
    case 's': order.socket = value; break;
    case 'k': order.token = value; break;
    case 'r': order.root = value; break;
    case 'd': order.directory = value; break;
    case 'h': order.hostname = value; break;
    case 'l': order.listener = value; break;
    case 'm': order.memory = number(value); break;
    case 'z': order.temporary = number(value); break;
    case 'n': order.descriptors = number(value); break;
    case 'u': order.user = number(value); break;
    case 'g': append(value, order.groups, &order.group_count, MOST_FEW); break;
    case 'b': append(value, order.sources, &order.source_count, MOST_FEW); break;
    case 't': append(value, order.targets, &order.target_count, MOST_FEW); break;
    case 'a': append(value, order.arguments, &order.argument_count, MOST_WORDS); break;
    case 'e': append(value, order.environment, &order.environment_count, MOST_WORDS); break;
    default: reject(EBADMSG, "read unknown item of order");
    }
  }
  if (!order.socket || !order.token || !order.root || !order.directory || !order.hostname ||
      !order.memory || !order.temporary || !order.descriptors || !order.user ||
      !order.argument_count || order.source_count != order.target_count)
    reject(EBADMSG, "read incomplete order");
}

// ---- outside ---------------------------------------------------------------------------------

static void write_file(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0444);
  if (file < 0) fail("open %s", path);
  if (write(file, text, strlen(text)) != (ssize_t)strlen(text)) fail("write %s", path);
  close(file);
}

// The platform knows a connection by the token and the letter that follows it.
static void connect_as(int descriptor, char role) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(order.socket) >= sizeof address.sun_path) reject(ENAMETOOLONG, "connect");
  strcpy(address.sun_path, order.socket);
  int made = socket(AF_UNIX, SOCK_STREAM, 0);
  if (made < 0) fail("socket");
  if (connect(made, (struct sockaddr *)&address, sizeof address)) fail("connect %s", order.socket);
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
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL); // some cannot be set
}

// Waits for pid 1, and kills it when the platform hangs up, be it to kill or by dying.
__attribute__((noreturn)) static void stand_by(pid_t init) {
  int process = (int)syscall(SYS_pidfd_open, init, 0);
  if (process < 0) fail("pidfd_open");
  struct pollfd events[] = {{.fd = process, .events = POLLIN}, {.fd = STATUS, .events = POLLRDHUP}};
  while (poll(events, 2, -1) < 0)
    if (errno != EINTR) fail("poll");
  if (!events[0].revents) kill(init, SIGKILL);
  int status;
  while (waitpid(init, &status, 0) < 0)
    if (errno != EINTR) fail("waitpid");
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

// ---- the root --------------------------------------------------------------------------------

static const char *in_root(const char *path) {
  static char full[2][PATH_MAX];
  static int turn;
  turn = !turn;
  snprintf(full[turn], PATH_MAX, "%s%s", order.root, path);
  return full[turn];
}

static void folder(const char *path, mode_t mode) {
  if (mkdir(in_root(path), mode) && errno != EEXIST) fail("mkdir %s", path);
}

static void link_to(const char *target, const char *path) {
  if (symlink(target, in_root(path))) fail("symlink %s", path);
}

static void mount_new(const char *type, const char *path, unsigned long flags, const char *data) {
  if (mount(type, in_root(path), type, flags, data)) fail("mount %s at %s", type, path);
}

static void seal(const char *path, unsigned long flags) {
  if (mount(NULL, in_root(path), NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | flags, NULL))
    fail("make %s read-only", path);
}

// Shows source, and all that is mounted below it, read-only at path: at no moment is it writable.
static void show(const char *source, const char *path) {
  int tree = (int)syscall(SYS_open_tree, AT_FDCWD, source,
                          OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE_TREE);
  if (tree < 0) fail("open tree %s", source);
  struct mount_attr attributes = {
      .attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
  if (syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE_TREE, &attributes,
              sizeof attributes))
    fail("make %s read-only", source);
  if (syscall(SYS_move_mount, tree, "", AT_FDCWD, in_root(path), MOVE_MOUNT_F_EMPTY_PATH))
    fail("mount %s at %s", source, path);
  close(tree);
}

static void show_system(void) {
  static const char *const parts[] = {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
  folder("/usr", 0755);
  show("/usr", "/usr");
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    char target[PATH_MAX] = {0};
    struct stat status;
    if (lstat(parts[i], &status)) continue;
    if (S_ISLNK(status.st_mode)) {
      if (readlink(parts[i], target, sizeof target - 1) < 0) fail("readlink %s", parts[i]);
      link_to(target, parts[i]);
    } else {
      folder(parts[i], 0755);
      show(parts[i], parts[i]);
    }
  }
}

static void make_etc(void) {
  static const char *const folders[] = {"/etc/ssl", "/etc/ssl/certs", "/etc/pki", "/etc/pki/tls",
                                        "/etc/pki/tls/certs", "/etc/pki/ca-trust",
                                        "/etc/pki/ca-trust/extracted", "/etc/alternatives"};
  static const char *const files[] = {"/etc/ld.so.cache", "/etc/ssl/openssl.cnf",
                                      "/etc/mime.types"};
  char text[512], zone[PATH_MAX] = {0};
  struct stat status;
  folder("/etc", 0755);
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    if (stat(folders[i], &status) || !S_ISDIR(status.st_mode)) continue;
    folder(folders[i], 0755);
    // Only the folders at the end of a path are the host's; those above hold private keys too.
    if (i + 1 == sizeof folders / sizeof *folders ||
        strncmp(folders[i], folders[i + 1], strlen(folders[i])) != 0)
      show(folders[i], folders[i]);
  }
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    if (stat(files[i], &status)) continue;
    folder("/etc/ssl", 0755);
    write_file(in_root(files[i]), "");
    show(files[i], files[i]);
  }
  snprintf(text, sizeof text,
           "root:x:0:0:root:/:/sbin/nologin\nsbx_user1051:x:%lu:%lu::/tmp:/sbin/nologin\n",
           order.user, order.user);
  write_file(in_root("/etc/passwd"), text);
  snprintf(text, sizeof text, "root:x:0:\nsbx_user1051:x:%lu:\n", order.user);
  write_file(in_root("/etc/group"), text);
  write_file(in_root("/etc/hosts"), "127.0.0.1 localhost\n::1 localhost\n");
  write_file(in_root("/etc/nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files dns\n");
  if (readlink("/etc/localtime", zone, sizeof zone - 1) > 0) link_to(zone, "/etc/localtime");
}

static void make_dev(void) {
  static const struct {
    const char *path;
    int minor;
  } devices[] = {{"/dev/null", 3}, {"/dev/zero", 5}, {"/dev/full", 7}, {"/dev/random", 8},
                 {"/dev/urandom", 9}};
  folder("/dev", 0755);
  mount_new("tmpfs", "/dev", MS_NOSUID | MS_NOEXEC, "mode=0755,size=64k");
  for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
    if (mknod(in_root(devices[i].path), S_IFCHR | 0666, makedev(1, (unsigned)devices[i].minor)))
      fail("mknod %s", devices[i].path);
  link_to("/proc/self/fd", "/dev/fd");
  link_to("/proc/self/fd/0", "/dev/stdin");
  link_to("/proc/self/fd/1", "/dev/stdout");
  link_to("/proc/self/fd/2", "/dev/stderr");
  seal("/dev", MS_NOEXEC);
}

// Covers a name in /proc by a mask; a mount of a part of a read-only mount is read-only, too.
static void hide(const char *name, const char *mask) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%s", name);
  if (access(in_root(path), F_OK)) return;
  if (mount(in_root(mask), in_root(path), NULL, MS_BIND, NULL)) fail("hide %s", path);
}

// What the host tells about itself and its load is hidden or replaced by the sandbox's own figures.
static void make_proc(void) {
  static const char *const files[] = {
      "buddyinfo", "cmdline",      "config.gz",  "diskstats", "interrupts",    "iomem",
      "ioports",   "kallsyms",     "kcore",      "key-users", "keys",          "kmsg",
      "modules",   "pagetypeinfo", "partitions", "schedstat", "slabinfo",      "softirqs",
      "swaps",     "sched_debug",  "timer_list", "vmstat",    "sysrq-trigger", "zoneinfo"};
  static const char *const folders[] = {"acpi", "asound", "bus", "driver", "dynamic_debug",
                                        "fs",   "irq",    "pressure", "scsi", "tty"};
  char text[8192];
  folder("/proc", 0755);
  mount_new("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  folder("/tmp", 0755); // for the masks, until the real /tmp covers it
  mount_new("tmpfs", "/tmp", MS_NOSUID, "mode=0700,size=64k");
  folder("/tmp/folder", 0555);
  write_file(in_root("/tmp/file"), "");
  unsigned long kilobytes = order.memory / 1024;
  snprintf(text, sizeof text,
           "MemTotal:       %8lu kB\nMemFree:        %8lu kB\nMemAvailable:   %8lu kB\n"
           "Buffers:               0 kB\nCached:                0 kB\nSwapCached:            0 kB\n"
           "SwapTotal:             0 kB\nSwapFree:              0 kB\n",
           kilobytes, kilobytes, kilobytes);
  write_file(in_root("/tmp/meminfo"), text);
  write_file(in_root("/tmp/loadavg"), "0.00 0.00 0.00 1/1 2\n");
  int length = snprintf(text, sizeof text, "cpu  0 0 0 0 0 0 0 0 0 0\n");
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  for (long i = 0; i < processors && length < (int)sizeof text - 128; i++)
    length += snprintf(text + length, sizeof text - (size_t)length,
                       "cpu%ld 0 0 0 0 0 0 0 0 0 0\n", i);
  struct timespec since_boot;
  if (clock_gettime(CLOCK_BOOTTIME, &since_boot)) fail("clock_gettime");
  snprintf(text + length, sizeof text - (size_t)length, "btime %ld\n",
           (long)(time(NULL) - since_boot.tv_sec));
  write_file(in_root("/tmp/stat"), text);
  seal("/tmp", MS_NODEV | MS_NOEXEC);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) hide(files[i], "/tmp/file");
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) hide(folders[i], "/tmp/folder");
  hide("meminfo", "/tmp/meminfo");
  hide("loadavg", "/tmp/loadavg");
  hide("stat", "/tmp/stat");
  seal("/proc", MS_NODEV | MS_NOEXEC); // and with it /proc/sys
}

static void make_root(void) {
  char size[64];
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail("make / private");
  mount_new("tmpfs", "", MS_NOSUID, "mode=0755,size=1m");
  show_system();
  make_etc();
  make_dev();
  make_proc();
  folder("/opt", 0755);
  folder("/var", 0755);
  folder("/var/task", 0755);
  for (int i = 0; i < order.source_count; i++) {
    folder(order.targets[i], 0755);
    show(order.sources[i], order.targets[i]);
  }
  snprintf(size, sizeof size, "mode=1777,size=%lu", order.temporary);
  mount_new("tmpfs", "/tmp", MS_NOSUID | MS_NODEV, size);
  seal("", MS_NODEV);
  if (chdir(order.root)) fail("chdir %s", order.root);
  if (syscall(SYS_pivot_root, ".", ".")) fail("pivot_root");
  if (umount2(".", MNT_DETACH)) fail("umount the old root");
  if (chdir("/")) fail("chdir /");
}

// ---- rights ----------------------------------------------------------------------------------

static void raise_loopback(void) {
  struct ifreq interface = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (any < 0) fail("socket");
  if (ioctl(any, SIOCSIFFLAGS, &interface)) fail("bring lo up");
  close(any);
}

static void limit(int resource, const char *name, rlim_t most) {
  struct rlimit value = {.rlim_cur = most, .rlim_max = most};
  if (setrlimit(resource, &value)) fail("setrlimit %s", name);
}

static void give_up_rights(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {{0}};
  gid_t group = (gid_t)order.user;
  uid_t user = (uid_t)order.user;
  limit(RLIMIT_NOFILE, "descriptors", order.descriptors);
  limit(RLIMIT_CORE, "core", 1); // 0 would still start a core_pattern that is a program of the host
  limit(RLIMIT_MEMLOCK, "memlock", 64 * 1024);
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)) fail("drop capability %d", capability);
  if (setgroups(0, NULL)) fail("setgroups");
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

__attribute__((noreturn)) static void become_command(void) {
  if (setsid() < 0) fail("setsid");
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

__attribute__((noreturn)) static void be_init(int lives) {
  struct pollfd launcher = {.fd = lives, .events = POLLIN};
  int reports[2], status;
  unsigned char failed;
  make_root();
  umask(022);
  if (sethostname(order.hostname, strlen(order.hostname))) fail("sethostname");
  give_up_rights();
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)) fail("set the parent's death signal");
  // If the launcher has died before, the pipe that it alone keeps open has ended.
  if (poll(&launcher, 1, 0)) reject(ESRCH, "find the launcher");
  if (chdir(order.directory)) fail("chdir %s", order.directory);
  if (pipe2(reports, O_CLOEXEC)) fail("pipe");
  pid_t command = fork();
  if (command < 0) fail("fork");
  if (command == 0) {
    exec_report = reports[1];
    become_command();
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
    _exit(0); // the kernel kills whatever the command has left behind
  }
}

int main(void) {
  // So that no socket lands on a number that is promised to another one.
  for (int descriptor = EVENTS; descriptor <= OUTPUT; descriptor++)
    if (dup2(STDIN_FILENO, descriptor) < 0) fail("dup2 %d", descriptor);
  if (syscall(SYS_close_range, OUTPUT + 1, ~0U, 0)) fail("close_range");
  read_order();
  forget_signals();
  umask(0);
  int nothing = open("/dev/null", O_RDWR);
  if (nothing < 0) fail("open /dev/null");
  if (dup2(nothing, STDIN_FILENO) < 0) fail("dup2 0");
  connect_as(STATUS, 's');
  connect_as(EVENTS, 'e');
  if (shutdown(EVENTS, SHUT_WR)) fail("shutdown 3"); // descriptors sent there would outlive us, unread
  connect_as(ANSWERS, 'a');
  connect_as(OUTPUT, 'o');
  if (setsid() < 0) fail("setsid");
  for (int i = 0; i < order.group_count; i++) write_file(order.groups[i], "0");
  write_file("/proc/self/oom_score_adj", "500"); // the host's shortage takes sandboxes first
  if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP |
              CLONE_NEWNET))
    fail("unshare");
  raise_loopback();
  char word; // with which the platform says that it listens in this process's network namespace
  if (order.listener) report('N', 0);
  if (order.listener && read(STATUS, &word, 1) != 1) reject(EPIPE, "wait for the listener");
  int lives[2];
  if (pipe2(lives, O_CLOEXEC)) fail("pipe");
  pid_t init = fork();
  if (init < 0) fail("fork");
  close(lives[init == 0]); // each keeps its own end
  if (init == 0) be_init(lives[0]);
  syscall(SYS_close_range, EVENTS, ANSWERS, 0);
  close(OUTPUT);
  close(STDOUT_FILENO);
  stand_by(init);
}
