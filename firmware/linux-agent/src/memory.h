/* Memory and swap, from /proc/meminfo, and paging, from /proc/vmstat. */
#pragma once

#include "sampling.h"

struct memory {
  uint64_t nanos; /* when the counters were read; 0: they are not known */
  uint64_t pages_in;
  uint64_t pages_out;
};

void memory_sample(struct memory *memory, struct sampling *sampling);

/* Parses /proc/meminfo. Whether the machine has swap. */
bool memory_update(struct text meminfo, struct metrics *metrics);

/* Parses /proc/vmstat and puts what was paged in and out since the text before. */
void memory_update_paging(struct memory *memory, struct text vmstat, uint64_t nanos,
                          uint64_t page_bytes, struct metrics *metrics);
