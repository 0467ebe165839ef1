// What takes more and more of one thing until the kernel refuses, which is well, or kills, which is
// well too, or until it has twice the memory of the sandbox, which breaks the wall. And what ends a
// sandbox by itself.
#include "prober.h"

#include <linux/memfd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/xattr.h>
#include <time.h>

enum { BLOCK = 1 << 20 };
static char block[BLOCK];

// Each takes a piece and tells how many bytes of memory that must cost at least; 0 if refused.

static long heap(void) {
  char *piece = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (piece == MAP_FAILED) return 0;
  memset(piece, 1, BLOCK);
  return BLOCK;
}

static long heap_under_a_false_name(void) {
  prctl(PR_SET_NAME, "VmRSS:0 VmPTE:0");
  return heap();
}

static void *hoard_heap(void *with) {
  (void)with;
  exit(hoard("heap"));
}

// Once its first thread has ended, a process looks like one that has none.
static long heap_without_a_first_thread(void) {
  pthread_t other;
  if (pthread_create(&other, NULL, hoard_heap, NULL)) return 0;
  pthread_exit(NULL);
}

static long shared_memory(void) {
  char *piece = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (piece == MAP_FAILED) return 0;
  memset(piece, 1, BLOCK);
  return BLOCK;
}

static long keyed_memory(void) {
  int segment = shmget(IPC_PRIVATE, BLOCK, IPC_CREAT | 0600);
  char *piece = segment < 0 ? (void *)-1 : shmat(segment, NULL, 0);
  if (piece == (void *)-1) return 0;
  memset(piece, 1, BLOCK);
  return shmdt(piece) ? 0 : BLOCK; // still there, though nobody has it mapped
}

static long nameless_file(void) {
  static int file = -1;
  if (file < 0) file = memfd_create("hoard", 0);
  return write(file, block, BLOCK) == BLOCK ? BLOCK : 0;
}

static long large_pages(void) {
  int file = memfd_create("hoard", MFD_HUGETLB);
  if (file < 0 || ftruncate(file, 2 * BLOCK)) return 0;
  char *piece = mmap(NULL, 2 * BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (piece == MAP_FAILED) return 0;
  memset(piece, 1, 2 * BLOCK);
  return 2 * BLOCK;
}

// The kernel keeps a page of addresses for each two megabytes of which one byte is used.
static long page_tables(void) {
  enum { FAR = 2 << 20, MANY = 64 };
  char *piece = mmap(NULL, (size_t)FAR * MANY, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (piece == MAP_FAILED) return 0;
  madvise(piece, (size_t)FAR * MANY, MADV_NOHUGEPAGE);
  // Reading uses the one page of zeros that all share, so the addresses are all it costs.
  for (int i = 0; i < MANY; i++) (void)*(volatile char *)(piece + (size_t)FAR * i);
  return 4096 * MANY;
}

static long stream(int family, int type) {
  int pair[2];
  if (family == AF_UNIX) {
    if (socketpair(AF_UNIX, type, 0, pair)) return 0;
  } else {
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof any;
    int door = socket(AF_INET, SOCK_STREAM, 0);
    if (door < 0 || bind(door, (struct sockaddr *)&any, size) || listen(door, 1) ||
        getsockname(door, (struct sockaddr *)&any, &size))
      return 0;
    pair[0] = socket(AF_INET, SOCK_STREAM, 0);
    if (pair[0] < 0 || connect(pair[0], (struct sockaddr *)&any, size)) return 0;
    pair[1] = accept(door, NULL, NULL);
    close(door);
  }
  int wide = 1 << 24;
  setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &wide, sizeof wide);
  setsockopt(pair[1], SOL_SOCKET, SO_RCVBUF, &wide, sizeof wide);
  long total = 0;
  for (ssize_t done; (done = send(pair[0], block, 65536, MSG_DONTWAIT | MSG_NOSIGNAL)) > 0;)
    total += done;
  return total;
}

static long unix_streams(void) { return stream(AF_UNIX, SOCK_STREAM); }
static long unix_datagrams(void) { return stream(AF_UNIX, SOCK_DGRAM); }
static long tcp_streams(void) { return stream(AF_INET, SOCK_STREAM); }

static long pipes(void) {
  int ends[2];
  if (pipe2(ends, O_NONBLOCK)) return 0;
  fcntl(ends[1], F_SETPIPE_SZ, BLOCK);
  long total = 0;
  for (ssize_t done; (done = write(ends[1], block, 65536)) > 0;) total += done;
  return total;
}

static long messages(void) {
  static struct {
    long kind;
    char text[8192];
  } message = {.kind = 1};
  static int queue = -1;
  if (queue < 0) queue = msgget(IPC_PRIVATE, 0600);
  if (msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0) return sizeof message.text;
  queue = msgget(IPC_PRIVATE, 0600);
  return queue < 0 ? 0 : 1;
}

static long semaphores(void) { return semget(IPC_PRIVATE, 1000, 0600) < 0 ? 0 : 1000 * 64; }

static long descriptors_in_flight(void) {
  static int pair[2] = {-1, -1};
  if (pair[0] < 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, pair)) return 0;
  int rights = eventfd(0, 0);
  char control[CMSG_SPACE(sizeof rights)] = {0};
  struct iovec body = {.iov_base = "x", .iov_len = 1};
  struct msghdr message = {.msg_iov = &body, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof rights);
  memcpy(CMSG_DATA(header), &rights, sizeof rights);
  bool sent = sendmsg(pair[0], &message, MSG_DONTWAIT) > 0;
  close(rights);
  return sent ? 256 : 0;
}

static long next_name(char *path, size_t size) {
  static long count;
  return snprintf(path, size, "/tmp/%ld", count++);
}

static long file_blocks(void) {
  static int file = -1;
  if (file < 0) file = open("/tmp/big", O_CREAT | O_WRONLY, 0600);
  return write(file, block, BLOCK) == BLOCK ? BLOCK : 0;
}

static long file_names(void) {
  char path[64];
  next_name(path, sizeof path);
  int file = open(path, O_CREAT | O_WRONLY, 0600);
  if (file >= 0) close(file);
  return file < 0 ? 0 : 512;
}

static long folders(void) {
  return mkdir("d", 0700) == 0 && chdir("d") == 0 ? 512 : 0;
}

static long links(void) {
  static char target[4000];
  char path[64];
  memset(target, 'a', sizeof target - 1);
  next_name(path, sizeof path);
  return symlink(target, path) ? 0 : 4096;
}

static long labels(void) {
  static int file = -1;
  static long count;
  char label[64];
  if (file < 0) file = open("/tmp/labelled", O_CREAT | O_WRONLY, 0600);
  snprintf(label, sizeof label, "user.%ld", count++);
  return fsetxattr(file, label, block, 60000, 0) ? 0 : 60000;
}

static long timers(void) {
  timer_t timer;
  struct sigevent nothing = {.sigev_notify = SIGEV_NONE};
  return timer_create(CLOCK_MONOTONIC, &nothing, &timer) ? 0 : 200;
}

static long queued_signals(void) {
  static bool blocked;
  sigset_t all;
  sigfillset(&all);
  if (!blocked) sigprocmask(SIG_BLOCK, &all, NULL);
  blocked = true;
  return sigqueue(getpid(), SIGRTMIN, (union sigval){0}) ? 0 : 80;
}

static const struct hoard {
  const char *what;
  long (*take)(void);
} hoards[] = {{"heap", heap},
              {"heap under a false name", heap_under_a_false_name},
              {"heap without a first thread", heap_without_a_first_thread},
              {"memory that is shared", shared_memory},
              {"memory with a key", keyed_memory},
              {"files without a name", nameless_file},
              {"large pages", large_pages},
              {"addresses", page_tables},
              {"bytes in Unix streams", unix_streams},
              {"Unix datagrams", unix_datagrams},
              {"bytes in TCP streams", tcp_streams},
              {"bytes in pipes", pipes},
              {"messages", messages},
              {"semaphores", semaphores},
              {"descriptors in flight", descriptors_in_flight},
              {"bytes in files", file_blocks},
              {"files", file_names},
              {"folders in folders", folders},
              {"links", links},
              {"labels of files", labels},
              {"timers", timers},
              {"signals in a queue", queued_signals}};

// What lies on the disk of a sandbox costs it no memory.
static bool is_on_disk(long (*take)(void)) {
  return take == file_blocks || take == file_names || take == folders || take == links ||
         take == labels;
}

int hoard(const char *what) {
  long total = 0;
  if (chdir("/tmp")) return 2;
  for (size_t i = 0; i < sizeof hoards / sizeof *hoards; i++) {
    if (strcmp(hoards[i].what, what) != 0) continue;
    long most = is_on_disk(hoards[i].take) ? told_number("temporary-bytes")
                                           : 2 * told_number("memory");
    for (long taken; (taken = hoards[i].take()) > 0;)
      if ((total += taken) > most) broken("it took %ld bytes of %s", total, what);
    printf("refused after %ld bytes: %m\n", total);
    return HELD;
  }
  return 2;
}

// ---- misbehaviour --------------------------------------------------------------------------------

static void spin(void) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
  for (int i = 0; i < 3; i++) fork();
  for (;;) setpriority(PRIO_PROCESS, 0, -20);
}

static void fork_on_and_on(void) {
  signal(SIGCHLD, SIG_IGN);
  for (;;)
    if (fork() == 0) execl("/proc/self/exe", "prober", "none", NULL);
}

static void fork_faster_than_can_be_killed(void) {
  pid_t first = getpid();
  for (;;)
    if (fork() > 0 && getpid() != first) _exit(0);
}

static void write_on_and_on(void) {
  memset(block, 'x', sizeof block);
  for (int i = 0; i < 64; i++)
    if (write(1 + i % 2, block, sizeof block) < 0) _exit(2);
}

static void write_without_end(void) {
  memset(block, 'x', sizeof block);
  for (;;)
    if (write(4, block, sizeof block) < 0) _exit(2);
}

static void leave_a_daemon(void) {
  if (fork() == 0) {
    setsid();
    if (fork() == 0) {
      for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
      for (;;) pause();
    }
    _exit(0);
  }
  _exit(7);
}

static void stop_itself(void) { kill(0, SIGSTOP); }
static void kill_everything(void) { kill(-1, SIGKILL), raise(SIGKILL); }
static void call_through_a_foreign_gate(void) {
#ifdef __x86_64__
  syscall(0x40000000 + 39);
#else
  raise(SIGSYS);
#endif
}
static int overflow(int depth) {
  volatile char piece[BLOCK / 16];
  piece[depth % 16] = 1;
  return depth < 0 ? 0 : overflow(depth + 1) + piece[0];
}
static void recurse(void) { overflow(0); }
static void close_everything(void) { syscall(SYS_close_range, 0, ~0U, 0), pause(); }

static const struct misbehaviour {
  const char *how;
  void (*behave)(void);
} misbehaviours[] = {{"spin on every core", spin},
                     {"fork and execute on and on", fork_on_and_on},
                     {"fork and exit on and on", fork_faster_than_can_be_killed},
                     {"flood its log", write_on_and_on},
                     {"flood its answers", write_without_end},
                     {"leave a daemon behind", leave_a_daemon},
                     {"stop itself", stop_itself},
                     {"kill everything it can", kill_everything},
                     {"call through a foreign gate", call_through_a_foreign_gate},
                     {"recurse without end", recurse},
                     {"close everything", close_everything}};

int misbehave(const char *how) {
  for (size_t i = 0; i < sizeof misbehaviours / sizeof *misbehaviours; i++)
    if (strcmp(misbehaviours[i].how, how) == 0) misbehaviours[i].behave();
  return 2;
}
