// Two environments: the neighbour owns one of each thing that could be shared, and answers what it
// is sent; the hostile one looks for all of it.
#include "prober.h"

#include <mqueue.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { KEY = 0x6d61, PORT = 9737 };
static const char queue[] = "/neighbour", file[] = "neighbours-file", name[] = "neighbours-socket";

static socklen_t abstract(struct sockaddr_un *address) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path + 1, name, sizeof name);
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + sizeof name);
}

static struct sockaddr_in loopback(void) {
  return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(PORT),
                              .sin_addr = {htonl(INADDR_LOOPBACK)}};
}

static bool own_all(void) {
  struct sockaddr_un hidden;
  struct sockaddr_in near = loopback();
  struct mq_attr small = {.mq_maxmsg = 1, .mq_msgsize = 16};
  int yes = 1, stream = socket(AF_UNIX, SOCK_STREAM, 0), tcp = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  char path[64];
  snprintf(path, sizeof path, "/tmp/%s", file);
  return shmget(KEY, 4096, IPC_CREAT | 0666) >= 0 && semget(KEY, 1, IPC_CREAT | 0666) >= 0 &&
         msgget(KEY, IPC_CREAT | 0666) >= 0 &&
         mq_open(queue, O_CREAT | O_RDWR, 0666, &small) != (mqd_t)-1 &&
         bind(stream, (struct sockaddr *)&hidden, abstract(&hidden)) == 0 &&
         listen(stream, 4) == 0 && bind(tcp, (struct sockaddr *)&near, sizeof near) == 0 &&
         listen(tcp, 4) == 0 && open(path, O_CREAT | O_RDWR, 0666) >= 0;
}

static void give_back(void) {
  char path[64];
  snprintf(path, sizeof path, "/tmp/%s", file);
  shmctl(shmget(KEY, 0, 0), IPC_RMID, NULL);
  semctl(semget(KEY, 0, 0), 0, IPC_RMID);
  msgctl(msgget(KEY, 0), IPC_RMID, NULL);
  mq_unlink(queue);
  unlink(path);
}

int be_neighbour(bool owning) {
  char event[64];
  // Outside there are no descriptors for events and answers, but standard input and output.
  bool sandboxed = fcntl(3, F_GETFD) >= 0;
  int from = sandboxed ? 3 : STDIN_FILENO, to = sandboxed ? 4 : STDOUT_FILENO;
  if (owning && !own_all()) {
    dprintf(to, "The neighbour cannot have what it needs: %m\n");
    give_back();
    return 1;
  }
  for (ssize_t got; (got = read(from, event, sizeof event)) > 0;)
    if (write(to, event, (size_t)got) != got) break;
  if (owning) give_back();
  return 0;
}

static void shares_memory(const void *with) {
  (void)with;
  must_fail(shmget(KEY, 0, 0), ENOENT, "finding shared memory");
}

static void shares_semaphores(const void *with) {
  (void)with;
  must_fail(semget(KEY, 0, 0), ENOENT, "finding semaphores");
}

static void shares_messages(const void *with) {
  (void)with;
  must_fail(msgget(KEY, 0), ENOENT, "finding messages");
}

static void shares_queue(const void *with) {
  (void)with;
  must_fail(mq_open(queue, O_RDWR), ENOENT, "finding a queue");
}

static void shares_names(const void *with) {
  (void)with;
  struct sockaddr_un hidden;
  int stream = socket(AF_UNIX, SOCK_STREAM, 0);
  socklen_t size = abstract(&hidden);
  must_fail(connect(stream, (struct sockaddr *)&hidden, size), ECONNREFUSED, "connecting");
}

static void shares_loopback(const void *with) {
  (void)with;
  struct sockaddr_in near = loopback();
  int stream = socket(AF_INET, SOCK_STREAM, 0);
  must_fail(connect(stream, (struct sockaddr *)&near, sizeof near), ECONNREFUSED, "connecting");
}

static void shares_files(const void *with) {
  (void)with;
  char path[64];
  snprintf(path, sizeof path, "/tmp/%s", file);
  must_fail(open(path, O_RDONLY), ENOENT, "finding a file");
}

static void shares_user(const void *with) {
  (void)with;
  if (getuid() == (uid_t)told_number("neighbours-user")) broken("it is user %d, too", getuid());
}

void strangers(void) {
  try_fact(USER, "finds a neighbour's shared memory", shares_memory, NULL);
  try_fact(USER, "finds a neighbour's semaphores", shares_semaphores, NULL);
  try_fact(USER, "finds a neighbour's messages", shares_messages, NULL);
  try_fact(USER, "finds a neighbour's message queue", shares_queue, NULL);
  try_fact(USER, "finds a neighbour's socket without a path", shares_names, NULL);
  try_fact(USER, "finds a neighbour's port", shares_loopback, NULL);
  try_fact(USER, "finds a neighbour's files in /tmp", shares_files, NULL);
  try_fact(ROOT, "is the same user as a neighbour", shares_user, NULL);
}
