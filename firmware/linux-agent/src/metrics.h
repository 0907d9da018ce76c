/* The newest picture of the machine: a value for each metric, as rounded for the wire, and what
 * changed since the sample before. A metric keeps its slot, a small number, for as long as a
 * buffered sample may speak of it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define METRICS_MAX 4096
#define METRIC_NAME_SIZE 65

/* The most bytes that a full picture may take on its line; a line has 64 KiB. */
#define METRICS_LINE_BYTES (63 * 1024)

/* Greater numbers are not exact in JSON. */
#define METRIC_VALUE_MAX ((int64_t)1 << 53)

struct metric {
  char name[METRIC_NAME_SIZE];
  uint8_t decimals;
  bool present;
  bool seen;
  bool changed;
  uint16_t next_in_bucket;
  uint64_t last_seq; /* the last sample that speaks of it */
  int64_t value;     /* times 10 to the power of decimals */
  int64_t delta; /* when changed and present: value minus the one before, which counts as 0 when it
                    was absent */
};

struct metrics {
  struct metric slots[METRICS_MAX];
  uint16_t buckets[1024]; /* slot plus 1 */
  unsigned count;         /* slots in use or once used */
  size_t line_bytes;
  bool muted;      /* values are not taken: a reading that only sets where counters start */
  bool overflowed; /* a metric of this sample found no room */
};

void metrics_begin(struct metrics *metrics);

/* Sets a metric of the sample that was begun. Absurdly large values are taken as absent; of two
 * with one name the first counts. */
void metrics_put(struct metrics *metrics, const char *name, int64_t value, unsigned decimals);

/* As metrics_put(), with the name put together from a prefix and a suffix. */
void metrics_put_part(struct metrics *metrics, const char *prefix, const char *suffix,
                      int64_t value, unsigned decimals);

/* Ends the sample: what was not set is absent from now on. Slots that samples from oldest_seq on do
 * not speak of may be given to other metrics. */
void metrics_end(struct metrics *metrics, uint64_t seq, uint64_t oldest_seq);
