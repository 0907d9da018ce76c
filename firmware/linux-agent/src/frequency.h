/* The mean of the cores' clocks, from cpufreq in /sys, or from /proc/cpuinfo where that is missing.
 */
#pragma once

#include "pace.h"
#include "sampling.h"

struct frequency {
  struct pace pace;
  int64_t hertz; /* 0 while not known */
};

void frequency_sample(struct frequency *frequency, struct sampling *sampling);

/* The mean of the "cpu MHz" lines of /proc/cpuinfo, in Hz; 0 when it has none. */
int64_t frequency_parse_cpuinfo(struct text cpuinfo);
