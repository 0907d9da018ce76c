#include "frequency.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "file.h"

/* More than any CPU runs at. */
#define MEGAHERTZ_MAX 100000

#define POLICIES_MAX 1024

int64_t frequency_parse_cpuinfo(struct text text) {
  int64_t sum_hertz = 0;
  int64_t cores = 0;
  struct text line;
  while (text_line(&text, &line)) {
    uint64_t megahertz;
    if (!text_take(&line, "cpu MHz")) {
      continue;
    }
    line = text_trim(line);
    if (text_take(&line, ":") && text_unsigned(&line, &megahertz) && megahertz > 0 &&
        megahertz < MEGAHERTZ_MAX) {
      uint64_t thousandths = 0;
      bool has_part =
          text_take(&line, ".") && text_length(line) == 3 && text_unsigned(&line, &thousandths);
      sum_hertz += (int64_t)megahertz * 1000000 + (has_part ? (int64_t)thousandths * 1000 : 0);
      cores++;
    }
  }
  return cores > 0 ? sum_hertz / cores : 0;
}

/* How many cores share a policy: the words of its related_cpus. */
static int64_t count_cores(const char *root, unsigned policy) {
  char path[96];
  char cores[256];
  snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpufreq/policy%u/related_cpus", policy);
  if (file_read_word(root, path, cores, sizeof(cores)) < 0) {
    return 1;
  }
  int64_t count = 0;
  struct text text = text_of(cores);
  struct text word;
  while (text_word(&text, &word)) {
    count++;
  }
  return count;
}

/* Policies are numbered by their first core: that of the next is behind the cores of this one. */
static int64_t read_policies(const char *root) {
  int64_t sum_kilohertz = 0;
  int64_t cores = 0;
  for (unsigned policy = 0; policy < POLICIES_MAX;) {
    char path[96];
    int64_t kilohertz;
    snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpufreq/policy%u/scaling_cur_freq",
             policy);
    int r = file_read_number(root, path, &kilohertz);
    if (r == -ENOENT) {
      break;
    }
    int64_t shared_by = count_cores(root, policy);
    if (r >= 0 && kilohertz > 0 && kilohertz < MEGAHERTZ_MAX * 1000) {
      sum_kilohertz += kilohertz * shared_by;
      cores += shared_by;
    }
    policy += (unsigned)shared_by;
  }
  return cores > 0 ? sum_kilohertz * 1000 / cores : 0;
}

static int64_t read_frequency(struct sampling *sampling) {
  int64_t hertz = read_policies(sampling->root);
  struct text cpuinfo;
  if (hertz == 0 && file_read(sampling->root, "/proc/cpuinfo", sampling->text, SAMPLING_TEXT_SIZE,
                              &cpuinfo) >= 0) {
    hertz = frequency_parse_cpuinfo(cpuinfo);
  }
  return hertz;
}

void frequency_sample(struct frequency *frequency, struct sampling *sampling) {
  uint64_t started_nanos = sampling_nanos();
  if (pace_is_due(&frequency->pace, started_nanos)) {
    frequency->hertz = read_frequency(sampling);
    pace_spent(&frequency->pace, started_nanos, sampling_nanos());
    missing_set(sampling->missing, "cpu/frequency",
                frequency->hertz > 0
                    ? NULL
                    : "no cpufreq under /sys/devices/system/cpu, no MHz in /proc/cpuinfo");
  }
  if (frequency->hertz > 0) {
    metrics_put(sampling->metrics, "cpu/frequency", frequency->hertz, 0);
  }
}
