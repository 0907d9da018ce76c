/* CPU time, in all and per core, from /proc/stat. */
#pragma once

#include "sampling.h"

#define CPU_CORES_MAX 1024

/* Ticks since boot. Time for guests is within user and nice already. */
enum {
  CPU_USER,
  CPU_NICE,
  CPU_SYSTEM,
  CPU_IDLE,
  CPU_IOWAIT,
  CPU_IRQ,
  CPU_SOFTIRQ,
  CPU_STEAL,
  CPU_TIMES
};

struct cpu {
  uint64_t all[CPU_TIMES];
  bool known;
  struct cpu_core {
    uint64_t used;
    uint64_t total;
    uint32_t round; /* the sample that it was seen in */
  } cores[CPU_CORES_MAX];
  uint32_t round;
  unsigned core_count;
  int64_t boot_seconds; /* since 1970; 0 while not known */
};

void cpu_sample(struct cpu *cpu, struct sampling *sampling);

/* Parses /proc/stat and puts what was used since the text before. */
void cpu_update(struct cpu *cpu, struct text text, struct metrics *metrics);
