// What the launcher's parts share.
#pragma once

enum { MOST_WORDS = 2048, MOST_FEW = 16 };

// What the platform wants confined, and how.
extern struct order {
  const char *socket, *token, *root, *directory, *hostname, *listener, *disk, *freezer, *thaw;
  const char *groups[MOST_FEW], *sources[MOST_FEW], *targets[MOST_FEW];
  const char *arguments[MOST_WORDS], *environment[MOST_WORDS];
  int group_count, source_count, target_count, argument_count, environment_count;
  unsigned long memory, temporary, descriptors, user;
} order;

// Says what failed, and why, on standard error, and ends everything.
__attribute__((format(printf, 1, 2), noreturn)) void fail(const char *format, ...);
__attribute__((noreturn)) void reject(int cause, const char *what);

void write_file(const char *path, const char *text);

// Reads the order from standard input.
void read_order(void);

// Builds the sandbox's root, in a mount namespace of its own, and enters it.
void make_root(void);
