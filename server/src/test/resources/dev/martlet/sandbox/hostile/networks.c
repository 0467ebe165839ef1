// Whom a function must not reach, and what its connections to the platform must not give it.
#include "prober.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

static socklen_t address_of(const char *text, int port, struct sockaddr_storage *address) {
  memset(address, 0, sizeof *address);
  struct sockaddr_in *four = (struct sockaddr_in *)address;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
  if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons((uint16_t)port);
    return sizeof *four;
  }
  if (inet_pton(AF_INET6, text, &six->sin6_addr) != 1) exit(2);
  six->sin6_family = AF_INET6;
  six->sin6_port = htons((uint16_t)port);
  return sizeof *six;
}

// At each of these addresses the test listens, outside.
static void knocks(const void *with) {
  struct sockaddr_storage address;
  socklen_t size = address_of(with, (int)told_number("port"), &address);
  int knocking = socket(address.ss_family, SOCK_STREAM, 0);
  must_fail(connect(knocking, (struct sockaddr *)&address, size), 0, "connecting");
}

static void knocks_everywhere(const void *with) {
  (void)with;
  struct sockaddr_storage address;
  for (int port = 1; port < 65536; port++) {
    socklen_t size = address_of("127.0.0.1", port, &address);
    int knocking = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in own = {0};
    socklen_t length = sizeof own;
    // A port that is knocked at from itself answers itself.
    if (connect(knocking, (struct sockaddr *)&address, size) == 0 &&
        getsockname(knocking, (struct sockaddr *)&own, &length) == 0 &&
        ntohs(own.sin_port) != port && port != told_number("listening"))
      broken("something listens at port %d", port);
    close(knocking);
  }
}

static void sends(const void *with) {
  struct sockaddr_storage address;
  socklen_t size = address_of(with, 53, &address);
  int out = socket(address.ss_family, SOCK_DGRAM, 0), yes = 1;
  setsockopt(out, SOL_SOCKET, SO_BROADCAST, &yes, sizeof yes);
  must_fail(sendto(out, "x", 1, 0, (struct sockaddr *)&address, size), 0, "sending");
}

static void binds_low(const void *with) {
  (void)with;
  struct sockaddr_storage address;
  socklen_t size = address_of("127.0.0.1", 79, &address);
  must_fail(bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, size), EACCES,
            "binding");
}

static void reconfigures(const void *with) {
  (void)with;
  struct {
    struct nlmsghdr header;
    struct ifinfomsg body;
    char rest[256];
  } message = {.header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)),
                          .nlmsg_type = RTM_DELLINK,
                          .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
               .body = {.ifi_index = 0x7fffffff}};
  int netlink = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  if (netlink < 0 || send(netlink, &message, message.header.nlmsg_len, 0) < 0) return;
  if (recv(netlink, &message, sizeof message, 0) < (ssize_t)NLMSG_LENGTH(sizeof(int))) return;
  errno = -((struct nlmsgerr *)NLMSG_DATA(&message.header))->error;
  must_fail(-1, EPERM, "removing an interface");
}

static void knocks_at_launchers(const void *with) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s%s/run/launchers", (const char *)with,
           told("data"));
  int door = socket(AF_UNIX, SOCK_STREAM, 0);
  must_fail(connect(door, (struct sockaddr *)&address, sizeof address), 0, "connecting");
}

// The connections to the platform: output, events, answers.
static const int ours[] = {1, 3, 4};

static void knows_who_listens(const void *with) {
  (void)with;
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    if (getsockopt(ours[i], SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid)
      broken("descriptor %d leads to process %d", ours[i], peer.pid);
  }
}

static void signals_who_listens(const void *with) {
  (void)with;
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
    int process = -1;
    socklen_t size = sizeof process;
    if (getsockopt(ours[i], SOL_SOCKET, SO_PEERPIDFD, &process, &size)) continue;
    must_fail(syscall(SYS_pidfd_send_signal, process, 0, NULL, 0), 0, "signalling the platform");
  }
}

static bool sends_message(int to, int type, const void *data, size_t size) {
  char control[CMSG_SPACE(64)] = {0};
  struct iovec body = {.iov_base = "x", .iov_len = 1};
  struct msghdr message = {.msg_iov = &body, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = CMSG_SPACE(size)};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(size);
  memcpy(CMSG_DATA(header), data, size);
  return sendmsg(to, &message, MSG_NOSIGNAL) >= 0;
}

static void leaves_descriptors_with_us(const void *with) {
  (void)with;
  int own = 4;
  if (sends_message(3, SCM_RIGHTS, &own, sizeof own)) broken("a descriptor went where nobody reads");
  if (errno != EPIPE && errno != EBADF) broken("sending a descriptor: %m");
}

static void poses_as_root(const void *with) {
  (void)with;
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) broken("socketpair: %m");
  struct ucred root = {.pid = getpid(), .uid = 0, .gid = 0};
  must_fail(sends_message(pair[0], SCM_CREDENTIALS, &root, sizeof root) ? 0 : -1, 0,
            "posing as root");
}

void networks(void) {
  static const char *const near[] = {"127.0.0.1", "127.0.0.2", "0.0.0.0", "::1", "::",
                                     "::ffff:127.0.0.1"};
  static const char *const far[] = {"1.1.1.1",         "169.254.169.254", "169.254.170.2",
                                    "10.0.0.1",        "172.17.0.1",      "192.168.0.1",
                                    "100.64.0.1",      "255.255.255.255", "224.0.0.251",
                                    "2606:4700::1111", "fd00:ec2::254",   "fe80::1",
                                    "ff02::1"};
  static const char *const roots[] = {"", "/proc/1/root", "/proc/self/root/..", "/proc/1/cwd/.."};
  char name[128];
  for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
    snprintf(name, sizeof name, "reaches the host at %s", near[i]);
    try_fact(USER, name, knocks, near[i]);
  }
  try_fact(USER, "reaches the host at the address of its network", knocks, told("host"));
  for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
    snprintf(name, sizeof name, "sends to %s", far[i]);
    try_inside(USER, name, sends, far[i]);
  }
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
    snprintf(name, sizeof name, "reaches the launchers' socket by \"%s\"", roots[i]);
    try_fact(USER, name, knocks_at_launchers, roots[i]);
  }
  try_fact(USER, "finds a port on its loopback that answers", knocks_everywhere, NULL);
  try_fact(USER, "binds a port that is root's", binds_low, NULL);
  try_fact(NONE, "reconfigures its network by netlink", reconfigures, NULL);
  try_fact(USER, "learns the platform's process from its connections", knows_who_listens, NULL);
  try_fact(USER, "signals the platform through its connections", signals_who_listens, NULL);
  try_fact(NONE, "leaves its descriptors with the platform", leaves_descriptors_with_us, NULL);
  try_fact(NONE, "poses as root on a socket", poses_as_root, NULL);
}
