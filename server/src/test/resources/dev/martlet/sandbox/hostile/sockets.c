// Kinds of sockets that must not exist for a function: each has code in the kernel behind it that
// nobody needs, and asking for one loads a module.
#include "prober.h"

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static const struct kind {
  const char *name;
  int family, type, protocol;
} kinds[] = {
    {"a raw socket for ICMP", AF_INET, SOCK_RAW, IPPROTO_ICMP},
    {"a raw socket for TCP", AF_INET, SOCK_RAW, IPPROTO_TCP},
    {"a raw socket for UDP", AF_INET, SOCK_RAW, IPPROTO_UDP},
    {"a raw socket for IPv6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6},
    {"a raw socket for any protocol", AF_INET, SOCK_RAW, 255},
    {"a ping socket", AF_INET, SOCK_DGRAM, IPPROTO_ICMP},
    {"a ping socket for IPv6", AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6},
    {"an SCTP stream", AF_INET, SOCK_STREAM, IPPROTO_SCTP},
    {"SCTP messages", AF_INET6, SOCK_SEQPACKET, IPPROTO_SCTP},
    {"messages in sequence", AF_INET, SOCK_SEQPACKET, 0},
    {"a DCCP socket", AF_INET, SOCK_DCCP, IPPROTO_DCCP},
    {"a DCCP socket without saying so", AF_INET6, SOCK_DCCP, 0},
    {"a UDP-Lite socket", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE},
    {"an L2TP socket", AF_INET, SOCK_DGRAM, 115},
    {"a multipath TCP socket", AF_INET, SOCK_STREAM, 262},
    {"an old packet socket", AF_INET, SOCK_PACKET, 0x300},
    {"a packet socket with headers", AF_PACKET, SOCK_RAW, 0x300},
    {"a packet socket without headers", AF_PACKET, SOCK_DGRAM, 0x300},
    {"a stream to the hypervisor", AF_VSOCK, SOCK_STREAM, 0},
    {"datagrams to the hypervisor", AF_VSOCK, SOCK_DGRAM, 0},
    {"a socket of the kernel's cryptography", AF_ALG, SOCK_SEQPACKET, 0},
    {"an XDP socket", AF_XDP, SOCK_RAW, 0},
    {"a TIPC socket", AF_TIPC, SOCK_SEQPACKET, 0},
    {"an SMC socket", AF_SMC, SOCK_STREAM, 0},
    {"an RDS socket", AF_RDS, SOCK_SEQPACKET, 0},
    {"an RxRPC socket", AF_RXRPC, SOCK_DGRAM, 0},
    {"a KCM socket", AF_KCM, SOCK_DGRAM, 0},
    {"an IPsec key socket", AF_KEY, SOCK_RAW, 2},
    {"a CAN socket", AF_CAN, SOCK_RAW, 1},
    {"a Bluetooth socket", AF_BLUETOOTH, SOCK_RAW, 1},
    {"an NFC socket", AF_NFC, SOCK_SEQPACKET, 0},
    {"an IEEE 802.15.4 socket", AF_IEEE802154, SOCK_DGRAM, 0},
    {"a CAIF socket", AF_CAIF, SOCK_SEQPACKET, 0},
    {"a Phonet socket", AF_PHONET, SOCK_DGRAM, 0},
    {"a PPP socket", AF_PPPOX, SOCK_STREAM, 0},
    {"an LLC socket", AF_LLC, SOCK_STREAM, 0},
    {"an AppleTalk socket", AF_APPLETALK, SOCK_DGRAM, 0},
    {"an IPX socket", AF_IPX, SOCK_DGRAM, 0},
    {"an X.25 socket", AF_X25, SOCK_SEQPACKET, 0},
    {"an AX.25 socket", AF_AX25, SOCK_SEQPACKET, 0},
    {"a NET/ROM socket", AF_NETROM, SOCK_SEQPACKET, 0},
    {"a ROSE socket", AF_ROSE, SOCK_SEQPACKET, 0},
    {"a DECnet socket", AF_DECnet, SOCK_SEQPACKET, 0},
    {"an ATM socket", AF_ATMPVC, SOCK_DGRAM, 0},
    {"an ISDN socket", AF_ISDN, SOCK_RAW, 0},
    {"an infrared socket", AF_IRDA, SOCK_STREAM, 0},
    {"a modem's socket", AF_QIPCRTR, SOCK_DGRAM, 0},
    {"a socket of a family that nobody knows", 255, SOCK_STREAM, 0},
    {"netlink for user programs", AF_NETLINK, SOCK_RAW, 2},
    {"netlink about others' sockets", AF_NETLINK, SOCK_RAW, 4},
    {"netlink of packets logged", AF_NETLINK, SOCK_RAW, 5},
    {"netlink of IPsec", AF_NETLINK, SOCK_RAW, 6},
    {"netlink of iSCSI", AF_NETLINK, SOCK_RAW, 8},
    {"netlink of the audit", AF_NETLINK, SOCK_RAW, 9},
    {"netlink of processes", AF_NETLINK, SOCK_RAW, 11},
    {"netlink of the firewall", AF_NETLINK, SOCK_RAW, 12},
    {"netlink of devices", AF_NETLINK, SOCK_RAW, 15},
    {"generic netlink", AF_NETLINK, SOCK_RAW, 16},
    {"netlink of cryptography", AF_NETLINK, SOCK_RAW, 21},
};

// Outside, the others would have the kernel load modules.
static bool is_built_in(const struct kind *kind) {
  return kind->type == SOCK_RAW &&
         (kind->family == AF_INET || kind->family == AF_INET6 || kind->family == AF_PACKET);
}

static void opens(const void *with) {
  const struct kind *kind = with;
  int pair[2];
  must_fail(socket(kind->family, kind->type, kind->protocol), EPERM, "socket");
  must_fail(socket(kind->family, kind->type | SOCK_CLOEXEC | SOCK_NONBLOCK, kind->protocol), EPERM,
            "socket with flags");
  must_fail(socketpair(kind->family, kind->type, kind->protocol, pair), EPERM, "socketpair");
}

static const struct option {
  const char *name;
  int level, option;
} options[] = {
    {"marks its packets", SOL_SOCKET, SO_MARK},
    {"puts its packets before others'", SOL_SOCKET, SO_PRIORITY},
    {"takes more buffers than it may", SOL_SOCKET, SO_RCVBUFFORCE},
    {"sends more than it may", SOL_SOCKET, SO_SNDBUFFORCE},
    {"sends for addresses that are not its own", IPPROTO_IP, IP_TRANSPARENT},
    {"reads the firewall's tables", IPPROTO_IP, 64},
    {"takes over connections in repair", IPPROTO_TCP, TCP_REPAIR},
};

static void sets(const void *with) {
  const struct option *option = with;
  int value = 7, stream = socket(AF_INET, SOCK_STREAM, 0);
  must_fail(setsockopt(stream, option->level, option->option, &value, sizeof value), 0,
            option->name);
}

static const struct request {
  const char *name;
  unsigned long number;
} requests[] = {
    {"types into a terminal", TIOCSTI},
    {"steers the console", TIOCLINUX},
    {"makes a bridge, for which a module is loaded", 0x89a0},
    {"asks for bridges, for which a module is loaded", 0x8940},
    {"asks for virtual networks, for which a module is loaded", 0x8982},
    {"makes a virtual network, for which a module is loaded", 0x8983},
};

static void asks(const void *with) {
  const struct request *request = with;
  must_fail(ioctl(STDIN_FILENO, request->number, "x"), EPERM, request->name);
  // The kernel drops the upper half of the number, which a filter sees.
  long high = (long)(request->number | 1UL << 32);
  must_fail(syscall(SYS_ioctl, 0L, high, "x"), EPERM, "a request with an upper half");
}

static const struct interface {
  const char *name;
  unsigned long number;
} interfaces[] = {
    {"takes an interface down", SIOCSIFFLAGS}, {"gives itself an address", SIOCSIFADDR},
    {"adds a route", SIOCADDRT},               {"renames an interface", 0x8923},
    {"changes a hardware address", SIOCSIFHWADDR}, {"opens its network's namespace", 0x894c},
};

static void configures(const void *with) {
  const struct interface *interface = with;
  char request[256] = "nosuch0";
  int any = socket(AF_INET, SOCK_DGRAM, 0);
  must_fail(ioctl(any, interface->number, request), EPERM, interface->name);
}

void sockets(void) {
  char name[128];
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    snprintf(name, sizeof name, "opens %s", kinds[i].name);
    (is_built_in(&kinds[i]) ? try_fact : try_inside)(NONE, name, opens, &kinds[i]);
  }
  for (size_t i = 0; i < sizeof options / sizeof *options; i++)
    try_fact(NONE, options[i].name, sets, &options[i]);
  for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
    try_inside(NONE, requests[i].name, asks, &requests[i]);
  for (size_t i = 0; i < sizeof interfaces / sizeof *interfaces; i++)
    try_fact(NONE, interfaces[i].name, configures, &interfaces[i]);
}
