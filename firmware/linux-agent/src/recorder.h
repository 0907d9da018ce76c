/* Takes samples at their times and keeps them until the hub has them. It knows nothing of
 * connections: what it was told to do holds while there is none. */
#pragma once

#include "buffer.h"
#include "host.h"

#define RECORDER_INTERVAL_MILLIS_MIN 1000
#define RECORDER_INTERVAL_MILLIS_MAX 60000

struct recorder {
  struct host host;
  struct metrics metrics;
  struct buffer buffer;
  bool running;
  uint32_t interval_millis;
  uint64_t due_nanos; /* CLOCK_MONOTONIC; of the next sample while running */
};

void recorder_init(struct recorder *recorder, const char *root, const char *given_name,
                   uint32_t interval_millis);

/* Starts unless it runs. The first sample comes an interval later: rates need two looks. */
void recorder_start(struct recorder *recorder);
void recorder_stop(struct recorder *recorder);

/* Changes the interval. False when it is none. */
bool recorder_set_interval(struct recorder *recorder, uint64_t millis);

/* Takes a sample when it is due. Whether it did. */
bool recorder_tick(struct recorder *recorder);
