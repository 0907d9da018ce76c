/* Looking at what a sample put. */
#pragma once

#include "metrics.h"
#include "test.h"

#define ABSENT INT64_MIN

/* The value of a metric times 10 to the power of its decimals; ABSENT when the sample has none. */
static inline int64_t value_of(const struct metrics *metrics, const char *name) {
  for (unsigned i = 0; i < metrics->count; i++) {
    if (strcmp(metrics->slots[i].name, name) == 0 && metrics->slots[i].seen) {
      return metrics->slots[i].value;
    }
  }
  return ABSENT;
}

static inline unsigned count_of(const struct metrics *metrics) {
  unsigned count = 0;
  for (unsigned i = 0; i < metrics->count; i++) {
    count += metrics->slots[i].seen ? 1 : 0;
  }
  return count;
}
