// What the parts of the prober share. A fact is a function that tries something: it returns if the
// wall held, and calls broken() if it did not. Each runs in a process of its own, so it may crash,
// leave processes behind, or change its own rights.
#pragma once
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

// The weakest level of isolation that keeps a fact; all stronger ones keep it too.
enum level { ROOT, USER, NONE };

enum { HELD = 0, BROKEN = 66 };

// What the test tells about the outside, by name; ends the program if it has not told it.
const char *told(const char *name);
long told_number(const char *name);
// Whether the prober runs outside any sandbox, to show that its facts can fail.
bool outside(void);

__attribute__((format(printf, 1, 2), noreturn)) void broken(const char *format, ...);

// Tries one fact and prints what came of it.
void try_fact(enum level level, const char *name, void (*attempt)(const void *), const void *with);
// As try_fact, but only inside: outside it would harm the machine, or nothing could refuse it.
void try_inside(enum level level, const char *name, void (*attempt)(const void *),
                const void *with);

// Breaks the fact unless done is -1 with one of the errors, of which 0 stands for any.
void must_fail(long done, int error, const char *what);
// Up to size - 1 bytes of a file, with a NUL behind them; -1 if it cannot be read.
ssize_t read_file(const char *path, char *text, size_t size);

// The themes, in the order in which they are tried.
void calls(void);
void sockets(void);
void networks(void);
void files(void);
void changes(void);
void processes(void);
void rights(void);
void knowledge(void);
void limits(void);
void strangers(void);

// What is not tried in one sandbox with all the rest: it ends it, or should.
int hoard(const char *what);
int misbehave(const char *how);
int be_neighbour(bool owning);
