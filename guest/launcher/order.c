// Reads what the platform wants.
#include "launcher.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_BYTES = 512 * 1024 };

struct order order;

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

static enum level level(const char *name) {
  static const char *const names[] = {"root", "user", "none"};
  for (enum level each = ROOT; each <= NONE; each++)
    if (strcmp(name, names[each]) == 0) return each;
  reject(EINVAL, "read level in order");
}

// An order is a sequence of NUL-terminated items, each a letter and a value; a lone dot ends it.
void read_order(void) {
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
    case 'x': order.relay = value; break;
    case 'f': order.disk = value; break;
    case 'q': order.folder = value; break;
    case 'c': order.freezer = value; break;
    case 'w': order.thaw = value; break;
    case 'i': order.birthplace = value; break;
    case 'm': order.memory = number(value); break;
    case 'z': order.temporary = number(value); break;
    case 'n': order.descriptors = number(value); break;
    case 'u': order.user = number(value); break;
    case 'p': order.processes = number(value); break;
    case 'v': order.level = level(value); break;
    case 'g': append(value, order.groups, &order.group_count, MOST_FEW); break;
    case 'b': append(value, order.sources, &order.source_count, MOST_FEW); break;
    case 't': append(value, order.targets, &order.target_count, MOST_FEW); break;
    case 'a': append(value, order.arguments, &order.argument_count, MOST_WORDS); break;
    case 'e': append(value, order.environment, &order.environment_count, MOST_WORDS); break;
    default: reject(EBADMSG, "read unknown item of order");
    }
  }
  if (!order.socket || !order.token || !order.root || !order.directory || !order.hostname ||
      !order.memory || !(order.temporary || order.disk || order.folder) || !order.freezer != !order.thaw ||
      !order.descriptors || !order.user || (order.relay && !order.listener) ||
      !order.argument_count || (order.level == NONE) != (order.folder != NULL) ||
      order.source_count != order.target_count)
    reject(EBADMSG, "read incomplete order");
}
