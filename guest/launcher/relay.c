// Listens on a port of the sandbox's loopback for a platform that cannot go there, and hands every
// connection on to a socket of the platform's, and back. Whatever the bytes say, it only moves them.
#define _GNU_SOURCE
#include "launcher.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CONNECTIONS = 16, WAYS = 2 * CONNECTIONS, PIECE = 16384 };
enum { LISTENER = 0, PLATFORM }; // descriptors

// One direction of a connection; the next in the table, or the one before, is the other.
static struct way {
  bool open;
  int from, to;
  size_t begin, end;
  char piece[PIECE];
} ways[WAYS];

static struct way *other(const struct way *way) { return &ways[(way - ways) ^ 1]; }

static void end(struct way *way) {
  way->open = false;
  shutdown(way->to, SHUT_WR);
  if (other(way)->open) return;
  close(way->from);
  close(way->to);
}

static bool can_wait(ssize_t done) { return done < 0 && (errno == EAGAIN || errno == EINTR); }

static void move_on(struct way *way) {
  if (way->begin == way->end) {
    ssize_t got = read(way->from, way->piece, PIECE);
    if (can_wait(got)) return;
    if (got <= 0) {
      end(way);
      return;
    }
    way->begin = 0;
    way->end = (size_t)got;
  }
  ssize_t sent = send(way->to, way->piece + way->begin, way->end - way->begin, MSG_NOSIGNAL);
  if (sent > 0) way->begin += (size_t)sent;
  else if (!can_wait(sent)) end(way);
}

static struct way *free_pair(void) {
  for (int i = 0; i < WAYS; i += 2)
    if (!ways[i].open && !ways[i + 1].open) return &ways[i];
  return NULL;
}

static void welcome(struct way *pair) {
  char platform[32];
  int yes = 1, inside = accept4(LISTENER, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (inside < 0) return;
  snprintf(platform, sizeof platform, "/proc/self/fd/%d", PLATFORM);
  int outside = connect_to(platform, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (outside < 0) {
    close(inside);
    return;
  }
  setsockopt(inside, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  pair[0] = (struct way){.open = true, .from = inside, .to = outside};
  pair[1] = (struct way){.open = true, .from = outside, .to = inside};
}

__attribute__((noreturn)) static void relay(void) {
  struct pollfd events[WAYS + 1];
  for (;;) {
    struct way *pair = free_pair();
    for (int i = 0; i < WAYS; i++) {
      bool empty = ways[i].begin == ways[i].end;
      events[i] = (struct pollfd){.fd = !ways[i].open ? -1 : empty ? ways[i].from : ways[i].to,
                                  .events = empty ? POLLIN : POLLOUT};
    }
    events[WAYS] = (struct pollfd){.fd = pair ? LISTENER : -1, .events = POLLIN};
    if (poll(events, WAYS + 1, -1) < 0) continue;
    for (int i = 0; i < WAYS; i++)
      if (events[i].revents && ways[i].open) move_on(&ways[i]);
    if (events[WAYS].revents) welcome(pair);
  }
}

pid_t start_relay(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)},
                                .sin_port = htons((in_port_t)atoi(order.listener))};
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) fail("socket");
  if (bind(listener, (struct sockaddr *)&address, sizeof address)) fail("bind port %s", order.listener);
  if (listen(listener, CONNECTIONS)) fail("listen");
  // Kept open, so that its name may go as soon as the command runs.
  int platform = open(order.relay, O_PATH | O_CLOEXEC);
  if (platform < 0) fail("open %s", order.relay);
  pid_t launcher = getpid(), process = fork();
  if (process < 0) fail("fork");
  if (process > 0) {
    close(listener);
    close(platform);
    return process;
  }
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) || getppid() != launcher) _exit(1);
  if (dup2(listener, LISTENER) < 0 || dup2(platform, PLATFORM) < 0) _exit(1);
  syscall(SYS_close_range, PLATFORM + 1, ~0U, 0);
  relay();
}
