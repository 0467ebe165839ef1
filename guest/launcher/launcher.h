// What the launcher's parts share.
#pragma once
#include <stdbool.h>
#include <sys/types.h>

enum { MOST_WORDS = 2048, MOST_FEW = 16 };

// How strong the wall is: whole; as an ordinary user builds it, in a namespace of users; or none,
// without namespaces and all that takes rights. docs/isolation.md tells what each promises.
enum level { ROOT, USER, NONE };

// What the platform wants confined, and how.
extern struct order {
  enum level level;
  const char *socket, *token, *root, *directory, *hostname, *listener, *relay, *disk, *freezer, *thaw,
      *birthplace,
      *folder;
  const char *groups[MOST_FEW], *sources[MOST_FEW], *targets[MOST_FEW];
  const char *arguments[MOST_WORDS], *environment[MOST_WORDS];
  int group_count, source_count, target_count, argument_count, environment_count;
  unsigned long memory, temporary, descriptors, user;
  unsigned long processes; // 0 if control groups hold it to its limits, and not the launcher
} order;

// Says what failed, and why, on standard error, and ends everything.
__attribute__((format(printf, 1, 2), noreturn)) void fail(const char *format, ...);
__attribute__((noreturn)) void reject(int cause, const char *what);

void write_file(const char *path, const char *text);
// A socket that is connected to a Unix socket; -1 if it cannot be.
int connect_to(const char *path, int kind);

// Reads the order from standard input.
void read_order(void);

// Builds the sandbox's root, in a mount namespace of its own, and enters it.
void make_root(void);

// Listens on the sandbox's port and hands on what comes, in a process of its own.
pid_t start_relay(void);

// What the sandbox whose root we are in holds of memory, in bytes, and the most it ever held.
struct memory {
  unsigned long now, most;
};
struct memory look_at_memory(pid_t init);

// All that descend from a process, as far as there is room for them; tells how many.
int find_family(pid_t ancestor, pid_t *found, int most);
// For root: kills all processes of a user; false if nobody could be made that user to do it.
bool end_user(uid_t user);
// Kills all that descend from this process, which inherits orphans, and waits until nobody is left.
void end_family(void);
