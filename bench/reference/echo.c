/* The far side of the proxies. Listens on a Unix socket.
   echo PATH: echoes length-prefixed frames, a thread per connection.
   echo PATH COMMAND…: has each connection served by a process, as its descriptor 3. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int all(ssize_t (*move)(int, char *, size_t), int fd, char *bytes, size_t count) {
  while (count > 0) {
    ssize_t moved = move(fd, bytes, count);
    if (moved <= 0) return 0;
    bytes += moved;
    count -= (size_t)moved;
  }
  return 1;
}

static ssize_t in(int fd, char *bytes, size_t count) { return read(fd, bytes, count); }
static ssize_t out(int fd, char *bytes, size_t count) { return write(fd, bytes, count); }

static void *serve(void *argument) {
  int fd = (int)(intptr_t)argument;
  static const uint32_t most = 1 << 20;
  char *frame = malloc(4 + most);
  uint32_t length;
  while (frame && all(in, fd, frame, 4)) {
    memcpy(&length, frame, 4);
    length = ntohl(length);
    if (length > most || !all(in, fd, frame + 4, length) || !all(out, fd, frame, 4 + length)) break;
  }
  free(frame);
  close(fd);
  return NULL;
}

static int run(int fd, char **command) {
  pid_t child = fork();
  if (child == 0) {
    if (fd == 3 || dup2(fd, 3) == 3) execv(command[0], command);
    perror(command[0]);
    _exit(1);
  }
  close(fd);
  return child > 0;
}

int main(int count, char **arguments) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (count < 2 || strlen(arguments[1]) >= sizeof address.sun_path) return 2;
  strcpy(address.sun_path, arguments[1]);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGCHLD, SIG_IGN);
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 64)) {
    perror("echo");
    return 1;
  }
  puts("ready");
  fflush(stdout);
  for (;;) {
    pthread_t thread;
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0 && count > 2) {
      if (!run(fd, arguments + 2)) return 1;
      continue;
    }
    if (fd < 0 || pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd)) return 1;
    pthread_detach(thread);
  }
}
