/* What could not be read, and why: for the person who looks for it. */
#pragma once

#include <stdbool.h>

#define MISSING_MAX 24

struct missing {
  struct missing_entry {
    const char *what; /* a literal */
    char why[96];
  } entries[MISSING_MAX];
  unsigned count;
  bool changed; /* since somebody put it to false */
};

/* States why something is missing; NULL: it is not. */
void missing_set(struct missing *missing, const char *what, const char *why);

/* States it with the file and the text of a negative errno. */
void missing_set_errno(struct missing *missing, const char *what, const char *path, int error);
