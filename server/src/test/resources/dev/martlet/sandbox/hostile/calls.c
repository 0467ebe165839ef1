// System calls that must not exist for a function. Each is made with arguments that make it fail
// for another reason than missing rights where it is not refused, so that trying harms nobody.
#include "prober.h"

#include <linux/sched.h>
#include <sys/wait.h>

static const short allowed[] = {
#include "allowed.inc"
};

static const struct call {
  const char *name;
  long number;
} refused[] = {
#define CALL(name) {#name, SYS_##name}
    // what changes what is mounted where
    CALL(mount), CALL(umount2), CALL(pivot_root), CALL(chroot), CALL(swapon), CALL(swapoff),
    CALL(open_tree), CALL(move_mount), CALL(fsopen), CALL(fsconfig), CALL(fsmount), CALL(fspick),
    CALL(mount_setattr), CALL(quotactl), CALL(quotactl_fd), CALL(mknodat),
    // what enters and makes namespaces
    CALL(unshare), CALL(setns),
    // what looks and writes into other processes
    CALL(ptrace), CALL(process_vm_readv), CALL(process_vm_writev), CALL(process_madvise),
    CALL(process_mrelease), CALL(pidfd_getfd), CALL(kcmp), CALL(move_pages), CALL(migrate_pages),
    // what loads into the kernel or replaces it
    CALL(init_module), CALL(finit_module), CALL(delete_module), CALL(kexec_load), CALL(bpf),
    CALL(reboot),
    // what has let others out before
    CALL(io_uring_setup), CALL(io_uring_enter), CALL(io_uring_register), CALL(userfaultfd),
    CALL(perf_event_open), CALL(add_key), CALL(request_key), CALL(keyctl), CALL(memfd_secret),
    CALL(open_by_handle_at), CALL(name_to_handle_at), CALL(vmsplice), CALL(remap_file_pages),
    CALL(personality),
    // what watches or slows the whole host
    CALL(fanotify_init), CALL(fanotify_mark), CALL(inotify_init1), CALL(inotify_add_watch),
    CALL(io_setup), CALL(io_submit), CALL(syslog), CALL(acct), CALL(sync), CALL(syncfs),
    CALL(lookup_dcookie), CALL(set_mempolicy_home_node), CALL(nfsservctl),
    // what changes the clock and the names of the machine
    CALL(settimeofday), CALL(clock_settime), CALL(adjtimex), CALL(clock_adjtime),
    CALL(sethostname), CALL(setdomainname), CALL(vhangup),
#ifdef SYS_kexec_file_load
    CALL(kexec_file_load),
#endif
#ifdef __x86_64__
    CALL(iopl), CALL(ioperm), CALL(modify_ldt), CALL(mknod), CALL(uselib), CALL(ustat),
    CALL(sysfs), CALL(_sysctl), CALL(inotify_init),
#endif
};

static void is_refused(const void *with) {
  const struct call *call = with;
  must_fail(syscall(call->number, -1L, -1L, -1L, -1L, -1L, -1L), EPERM, call->name);
}

static const struct flag {
  const char *name;
  long flag;
} namespaces[] = {{"mounts", CLONE_NEWNS},    {"users", CLONE_NEWUSER},
                  {"processes", CLONE_NEWPID}, {"networks", CLONE_NEWNET},
                  {"names", CLONE_NEWUTS},     {"messages", CLONE_NEWIPC},
                  {"control groups", CLONE_NEWCGROUP}};

static void unshares(const void *with) {
  must_fail(syscall(SYS_unshare, *(const long *)with), EPERM, "unshare");
}

static void clones(const void *with) {
  long child = syscall(SYS_clone, *(const long *)with | SIGCHLD, NULL, NULL, NULL, NULL);
  if (child == 0) _exit(0);
  must_fail(child, EPERM, "clone");
}

// libc falls back to clone, whose flags a filter can see, only if the call does not exist.
static void does_not_exist(const void *with) {
  must_fail(syscall(*(const long *)with, -1L, -1L, -1L, -1L, -1L, -1L), ENOSYS, "the call");
}

static void enters_its_own(const void *with) {
  (void)with;
  static const char *const kinds[] = {"mnt", "pid", "net", "ipc", "uts", "cgroup", "user"};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/ns/%s", kinds[i]);
    must_fail(syscall(SYS_setns, open(path, O_RDONLY), 0), EPERM, path);
  }
}

static void mounts(const void *with) {
  must_fail(syscall(SYS_mount, "none", told("temporary"), *(const char *const *)with, 0, ""), EPERM,
            "mounting");
  // Not reached unless the wall is broken outside, where the process ends with what it mounted.
}

static void foreign_numbers(const void *with) {
  (void)with;
#ifdef __x86_64__
  syscall(0x40000000 + 39);
  broken("an x32 call returned");
#endif
}

static void leave(int number) {
  (void)number;
  _exit(HELD);
}

static void foreign_gate(const void *with) {
  (void)with;
#ifdef __x86_64__
  signal(SIGSEGV, leave); // a kernel may have no such gate
  long number = 20; // getpid for i386
  __asm__ volatile("int $0x80" : "+a"(number) : : "memory");
  broken("an i386 call returned %ld", number);
#endif
}

static bool may(long number) {
#ifdef __x86_64__
  // The kernel asks no filter about these two, which kill whoever is not probed (uretprobe, uprobe).
  if (number == 335 || number == 336) return true;
#endif
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
    if (allowed[i] == number) return true;
  return number == SYS_clone || number == SYS_socket || number == SYS_socketpair ||
         number == SYS_ioctl;
}

static void everything_else(const void *with) {
  (void)with;
  for (long number = 0; number < 4096; number++) {
    if (may(number)) continue;
    long done = syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);
    if (done != -1 || (errno != EPERM && errno != ENOSYS))
      broken("system call %ld gave %ld: %m", number, done);
  }
}

void calls(void) {
  static const char *const kinds[] = {"tmpfs", "proc", "sysfs", "cgroup", "cgroup2", "overlay"};
  static const long clone3 = SYS_clone3, newer = 460, far = 100000;
  char name[128];
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    snprintf(name, sizeof name, "makes the system call %s", refused[i].name);
    try_fact(NONE, name, is_refused, &refused[i]);
  }
  for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++) {
    snprintf(name, sizeof name, "leaves its namespace of %s", namespaces[i].name);
    try_fact(NONE, name, unshares, &namespaces[i].flag);
    snprintf(name, sizeof name, "has a child in a new namespace of %s", namespaces[i].name);
    try_fact(NONE, name, clones, &namespaces[i].flag);
  }
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    snprintf(name, sizeof name, "mounts a %s of its own", kinds[i]);
    try_inside(USER, name, mounts, &kinds[i]);
  }
  try_fact(NONE, "enters a namespace that it is in", enters_its_own, NULL);
  try_fact(NONE, "makes the system call clone3, whose flags no filter sees", does_not_exist,
           &clone3);
  try_fact(NONE, "makes a system call that is newer than the filter", does_not_exist, &newer);
  try_fact(NONE, "makes a system call that no kernel has", does_not_exist, &far);
  try_fact(NONE, "makes a system call by a foreign number", foreign_numbers, NULL);
  try_fact(NONE, "makes a system call through a foreign gate", foreign_gate, NULL);
  try_inside(NONE, "makes any system call that is not on the list", everything_else, NULL);
}
