/* Spaces out readings that are dear: none takes more than about 1/4000 of a core, so that a machine
 * with ten thousand connections or processes is still watched for less than 0.3 % of one. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct pace {
  uint64_t due_nanos;
};

bool pace_is_due(const struct pace *pace, uint64_t now_nanos);

/* Notes what a reading took. The next one is due after 4,000 times as long, but after a minute at
 * the latest. */
void pace_spent(struct pace *pace, uint64_t started_nanos, uint64_t ended_nanos);
