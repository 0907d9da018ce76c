/* What a metric family is given to take a sample with. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "metrics.h"
#include "missing.h"
#include "text.h"

/* Room for 1,024 lines of /proc/stat. Only as much of it as files need ever becomes memory. */
#define SAMPLING_TEXT_SIZE (128 * 1024)

struct sampling {
  const char *root; /* put before every path; "" for the machine itself */
  char *text;       /* SAMPLING_TEXT_SIZE bytes that each family may use in its turn */
  struct metrics *metrics;
  struct missing *missing;
  bool facts_changed; /* a disk, drive, interface or sensor came or went */
};

/* CLOCK_MONOTONIC. */
uint64_t sampling_nanos(void);

/* Reads a file into the shared text; says what is missing when it cannot. As file_read(). */
int sampling_read(struct sampling *sampling, const char *what, const char *path,
                  struct text *ret_text);

/* Opens a file that lies below /proc/self because it depends on the namespace. Under a root it is
 * that of process 1: the machine's view, not that of the container that looks at it. A file
 * descriptor, or a negative errno. */
int sampling_open_own(const struct sampling *sampling, const char *name);

/* As sampling_read(), for such a file. */
int sampling_read_own(struct sampling *sampling, const char *what, const char *name,
                      struct text *ret_text);

/* What a counter grew by in a second, in tenths. False when it went back, when no time has passed,
 * or when the counter was not known before (elapsed_nanos 0). */
bool sampling_rate(uint64_t before, uint64_t now, uint64_t elapsed_nanos, int64_t *ret_tenths);

/* A share in tenths of a percent, at most 100 %. False when the whole is 0. */
bool sampling_share(uint64_t part, uint64_t whole, int64_t *ret_tenths);
