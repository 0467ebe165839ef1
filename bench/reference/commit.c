/* commit FILE SECONDS: the least that a durable acknowledgement costs: 32 records of 1 KB are
   appended with one write and flushed, again and again. Prints the records per second. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BATCH 32
#define RECORD 1024

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  static char records[BATCH * RECORD];
  if (argc != 3) return 2;
  memset(records, 'x', sizeof records);
  int file = open(argv[1], O_CREAT | O_TRUNC | O_WRONLY, 0600);
  if (file < 0) {
    perror(argv[1]);
    return 1;
  }
  double begun = now(), end = begun + atof(argv[2]);
  long written = 0;
  for (; now() < end; written += BATCH) {
    if (write(file, records, sizeof records) != sizeof records || fdatasync(file) != 0) {
      perror(argv[1]);
      return 1;
    }
  }
  printf("%.1f\n", written / (now() - begun));
  return unlink(argv[1]) == 0 ? 0 : 1;
}
