/* What whole drives read and write, from /proc/diskstats. */
#pragma once

#include "sampling.h"

#define DRIVES_MAX 64

enum {
  DRIVE_READS,
  DRIVE_BYTES_READ,
  DRIVE_WRITES,
  DRIVE_BYTES_WRITTEN,
  DRIVE_BUSY_MILLIS,
  DRIVE_COUNTERS
};

struct drive {
  char metric[METRIC_NAME_SIZE]; /* first: names are compared there. "drive/sda" */
  char device[32];
  char model[64]; /* "" when it has none */
  uint64_t counters[DRIVE_COUNTERS];
  bool known; /* the counters are those of the text before */
  bool seen;
};

struct drives {
  struct drive entries[DRIVES_MAX];
  unsigned count;
  uint64_t nanos; /* when the counters were read */
  bool cut;       /* there are more */
};

void drives_sample(struct drives *drives, struct sampling *sampling);

/* Parses /proc/diskstats and puts what went on since the text before. Left out are loop, ram and
 * zram devices, partitions, and drives that were never used: empty slots. True when a drive came or
 * went. */
bool drives_update(struct drives *drives, struct text text, uint64_t nanos,
                   struct metrics *metrics);
