// Runs at build time: turns the names of syscalls.allow into a seccomp program, printed as the
// initialiser of a C array. The program searches a sorted table of intervals, because the kernel
// runs it once for every call number when a sandbox starts.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sched.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "Martlet runs on x86-64 and arm64"
#endif

#define NEWEST_KNOWN 450   // set_mempolicy_home_node; libc falls back from newer ones on ENOSYS only
#define FOREIGN 0x40000000 // from here on x86-64's x32 calls
#define NAMESPACES                                                                               \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |  \
   CLONE_NEWNET)
#define ARGUMENT(n) ((unsigned)(offsetof(struct seccomp_data, args) + 8 * (n)))

enum verdict { REFUSE, UNKNOWN, FOREIGN_ABI, ALLOW, CLONE, SOCKET, IOCTL, FCNTL };
struct interval {
  unsigned first;
  enum verdict verdict;
};

static const int allowed[] = {
#include "allowed.inc"
};
// What types into a terminal; and what has the kernel load modules for bridges and virtual networks.
static const unsigned refused_requests[] = {TIOCSTI,    TIOCLINUX,  SIOCGIFBR,   SIOCSIFBR,
                                            SIOCBRADDBR, SIOCBRDELBR, SIOCGIFVLAN, SIOCSIFVLAN};
enum { REFUSED_REQUESTS = sizeof refused_requests / sizeof *refused_requests };
// Leases, by which whoever owns a file has others wait to open it; and to be told of the host's changes.
static const unsigned refused_commands[] = {F_SETLEASE, F_NOTIFY, F_SETLEASE + 16 /* F_SETDELEG */};
enum { REFUSED_COMMANDS = sizeof refused_commands / sizeof *refused_commands };
static enum verdict verdicts[1024];
static struct interval intervals[1024];
static int interval_count;

static void emit(unsigned code, unsigned operand, unsigned if_true, unsigned if_false) {
  if (if_true > 255 || if_false > 255) {
    fprintf(stderr, "filter: a jump of more than 255 instructions\n");
    exit(1);
  }
  printf("{0x%02x, %u, %u, 0x%08x},\n", code, if_true, if_false, operand);
}

static void answer(unsigned action) { emit(BPF_RET | BPF_K, action, 0, 0); }
static void load(unsigned offset) { emit(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0); }
static void skip_unless(unsigned comparison, unsigned operand, unsigned count) {
  emit(BPF_JMP | BPF_K | comparison, operand, 0, count);
}
static void skip_if(unsigned comparison, unsigned operand, unsigned count) {
  emit(BPF_JMP | BPF_K | comparison, operand, count, 0);
}

static int length(enum verdict verdict) {
  switch (verdict) {
  case CLONE: return 4;
  case IOCTL: return REFUSED_REQUESTS + 3;
  case FCNTL: return REFUSED_COMMANDS + 3;
  case SOCKET: return 17;
  default: return 1;
  }
}

static void leaf(enum verdict verdict) {
  switch (verdict) {
  case FOREIGN_ABI: answer(SECCOMP_RET_KILL_PROCESS); return;
  case UNKNOWN: answer(SECCOMP_RET_ERRNO | ENOSYS); return;
  case REFUSE: break;
  case ALLOW: answer(SECCOMP_RET_ALLOW); return;
  case CLONE: // no new namespaces
    load(ARGUMENT(0));
    skip_if(BPF_JSET, NAMESPACES, 1);
    answer(SECCOMP_RET_ALLOW);
    break;
  case IOCTL:
    load(ARGUMENT(1));
    for (unsigned i = 0; i < REFUSED_REQUESTS; i++)
      skip_if(BPF_JEQ, refused_requests[i], REFUSED_REQUESTS - i);
    answer(SECCOMP_RET_ALLOW);
    break;
  case FCNTL:
    load(ARGUMENT(1));
    for (unsigned i = 0; i < REFUSED_COMMANDS; i++)
      skip_if(BPF_JEQ, refused_commands[i], REFUSED_COMMANDS - i);
    answer(SECCOMP_RET_ALLOW);
    break;
  case SOCKET: // every other kind is code of the kernel that nobody needs, loaded when asked for
    load(ARGUMENT(0));
    skip_if(BPF_JEQ, AF_UNIX, 13);
    skip_if(BPF_JEQ, AF_INET, 4);
    skip_if(BPF_JEQ, AF_INET6, 3);
    skip_unless(BPF_JEQ, AF_NETLINK, 11);
    load(ARGUMENT(2)); // the routing table alone, which libc reads to list addresses
    emit(BPF_JMP | BPF_K | BPF_JEQ, 0, 8, 9);
    load(ARGUMENT(1)); // of the Internet's: streams and datagrams, by TCP and UDP
    emit(BPF_ALU | BPF_K | BPF_AND, 0xf, 0, 0);
    skip_if(BPF_JEQ, SOCK_STREAM, 1);
    skip_unless(BPF_JEQ, SOCK_DGRAM, 5);
    load(ARGUMENT(2));
    skip_if(BPF_JEQ, 0, 2);
    skip_if(BPF_JEQ, IPPROTO_TCP, 1);
    skip_unless(BPF_JEQ, IPPROTO_UDP, 1);
    answer(SECCOMP_RET_ALLOW);
    break;
  }
  answer(SECCOMP_RET_ERRNO | EPERM);
}

static int size(int low, int high) {
  int total = high - low - 1;
  for (int i = low; i < high; i++) total += length(intervals[i].verdict);
  return total;
}

static void search(int low, int high) {
  if (high - low == 1) {
    leaf(intervals[low].verdict);
    return;
  }
  int middle = (low + high) / 2;
  skip_if(BPF_JGE, intervals[middle].first, (unsigned)size(low, middle));
  search(low, middle);
  search(middle, high);
}

static void begin(unsigned first, enum verdict verdict) {
  if (interval_count == 0 || intervals[interval_count - 1].verdict != verdict)
    intervals[interval_count++] = (struct interval){first, verdict};
}

int main(void) {
  const unsigned numbers = sizeof verdicts / sizeof *verdicts;
  for (unsigned number = NEWEST_KNOWN + 1; number < numbers; number++) verdicts[number] = UNKNOWN;
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) verdicts[allowed[i]] = ALLOW;
  verdicts[SYS_clone3] = UNKNOWN; // its flags lie in memory, where no filter can look
  verdicts[SYS_clone] = CLONE;
  verdicts[SYS_socket] = SOCKET;
  verdicts[SYS_socketpair] = SOCKET; // it makes one of any family before it fails
  verdicts[SYS_ioctl] = IOCTL;
  verdicts[SYS_fcntl] = FCNTL;
  for (unsigned number = 0; number < numbers; number++) begin(number, verdicts[number]);
  begin(FOREIGN, FOREIGN_ABI);

  load(offsetof(struct seccomp_data, arch));
  skip_if(BPF_JEQ, ARCHITECTURE, 1);
  answer(SECCOMP_RET_KILL_PROCESS);
  load(offsetof(struct seccomp_data, nr));
  search(0, interval_count);
  return 0;
}
