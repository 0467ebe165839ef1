// A hostile program. It tries what a function must not be able to do and prints for each fact, in
// columns: what came of it (held, broken or untried), the weakest level that keeps it, its name, and
// why it is broken.
//
//   prober facts NAME=VALUE…        tries everything that one sandbox can stand
//   prober hoard WHAT NAME=VALUE…   takes more and more of one thing
//   prober misbehave HOW            does something that ends the sandbox, or should
//   prober neighbour                answers what it is sent, and owns what others must not reach
//   prober neighbour poor           owns nothing, for at level none it would be left on the machine
#include "prober.h"

#include <poll.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static const char *const levels[] = {"root", "user", "none"};
static char **sayings;
static int verdict = -1; // where an attempt writes why it is broken; none in other modes

const char *told(const char *name) {
  size_t length = strlen(name);
  for (char **saying = sayings; *saying; saying++)
    if (strncmp(*saying, name, length) == 0 && (*saying)[length] == '=')
      return *saying + length + 1;
  fprintf(stderr, "not told: %s\n", name);
  exit(2);
}

long told_number(const char *name) { return atol(told(name)); }

bool outside(void) { return strcmp(told("where"), "outside") == 0; }

void broken(const char *format, ...) {
  va_list values;
  va_start(values, format);
  vdprintf(verdict < 0 ? STDOUT_FILENO : verdict, format, values);
  va_end(values);
  _exit(BROKEN);
}

void must_fail(long done, int error, const char *what) {
  if (done != -1) broken("%s worked", what);
  if (error && errno != error) broken("%s failed otherwise than it should: %m", what);
}

ssize_t read_file(const char *path, char *text, size_t size) {
  int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t got = read(file, text, size - 1);
  int cause = errno;
  close(file);
  errno = cause;
  if (got >= 0) text[got] = 0;
  return got;
}

static void say(const char *what, enum level level, const char *name, const char *why) {
  char line[1024], *end = line + sizeof line - 1;
  int length = snprintf(line, sizeof line, "%s\t%s\t%s\t%s", what, levels[level], name, why);
  if (length > (int)sizeof line - 2) length = (int)sizeof line - 2;
  for (char *letter = line + strlen(what); letter < line + length && letter < end; letter++)
    if (*letter == '\n') *letter = ' ';
  line[length] = '\n';
  if (write(STDOUT_FILENO, line, (size_t)length + 1) < 0) _exit(2);
}

static enum level weakest_told(void) {
  enum level level = ROOT;
  while (level < NONE && strcmp(told("level"), levels[level]) != 0) level++;
  return level;
}

// Kills and reaps everything that an attempt has left behind, whatever its group.
static void sweep(void) {
  char path[64], text[8192];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
  while (waitpid(-1, NULL, WNOHANG) >= 0) {
    if (read_file(path, text, sizeof text) < 0) continue;
    for (char *child = strtok(text, " "); child; child = strtok(NULL, " "))
      kill(atoi(child), SIGKILL);
    waitpid(-1, NULL, 0);
  }
}

void try_fact(enum level level, const char *name, void (*attempt)(const void *),
              const void *with) {
  int why[2], status;
  char text[512] = {0};
  if (level < weakest_told()) { // nothing would refuse it, and the machine is not ours to harm
    say("untried", level, name, "");
    return;
  }
  if (pipe2(why, O_NONBLOCK)) exit(2);
  pid_t child = fork();
  if (child < 0) exit(2);
  if (child == 0) {
    close(why[0]);
    verdict = why[1];
    setsid();
    attempt(with);
    _exit(HELD);
  }
  close(why[1]);
  // Not for the end of the pipe: what the attempt leaves behind may keep it open.
  struct pollfd end = {.fd = (int)syscall(SYS_pidfd_open, child, 0), .events = POLLIN};
  bool late = poll(&end, 1, (int)told_number("patience-ms")) == 0;
  if (late) kill(child, SIGKILL);
  waitpid(child, &status, 0);
  close(end.fd);
  if (read(why[0], text, sizeof text - 1) < 0 && errno != EAGAIN) exit(2);
  close(why[0]);
  sweep();
  if (late) snprintf(text, sizeof text, "it took too long");
  // A system call that kills who makes it has been refused.
  bool held = WIFEXITED(status) ? WEXITSTATUS(status) == HELD : WTERMSIG(status) == SIGSYS;
  if (!held && !*text) snprintf(text, sizeof text, "the attempt ended with status %#x", status);
  say(*text ? "broken" : "held", level, name, text);
}

void try_inside(enum level level, const char *name, void (*attempt)(const void *),
                const void *with) {
  if (outside()) say("untried", level, name, "");
  else try_fact(level, name, attempt, with);
}

int main(int count, char **arguments) {
  const char *mode = count > 1 ? arguments[1] : "";
  sayings = arguments + (strcmp(mode, "facts") == 0 ? 2 : 3);
  if (strcmp(mode, "neighbour") == 0) return be_neighbour(count == 2);
  if (strcmp(mode, "hoard") == 0 && count > 2) return hoard(arguments[2]);
  if (strcmp(mode, "misbehave") == 0 && count > 2) return misbehave(arguments[2]);
  if (strcmp(mode, "facts") != 0) return 2;
  // What attempts leave behind comes to us, and not to pid 1.
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) return 2;
  calls();
  sockets();
  networks();
  files();
  changes();
  processes();
  rights();
  knowledge();
  limits();
  strangers();
  return 0;
}
