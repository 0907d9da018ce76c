#include "cpu.h"

#include <stdio.h>
#include <string.h>

/* A core's line, or that of all cores: at least user, nice, system and idle. */
static bool parse_times(struct text line, uint64_t ret_times[static CPU_TIMES]) {
  uint64_t times[CPU_TIMES] = {0};
  unsigned count = 0;
  while (count < CPU_TIMES && text_unsigned(&line, &times[count])) {
    count++;
  }
  bool ended = count == CPU_TIMES || text_length(text_trim(line)) == 0;
  if (count <= CPU_IDLE || !ended) {
    return false;
  }
  memcpy(ret_times, times, sizeof(times));
  return true;
}

static void put_share(struct metrics *metrics, const char *name, uint64_t part, uint64_t whole) {
  int64_t tenths;
  if (sampling_share(part, whole, &tenths)) {
    metrics_put(metrics, name, tenths, 1);
  }
}

static void update_all(struct cpu *cpu, const uint64_t times[static CPU_TIMES],
                       struct metrics *metrics) {
  uint64_t delta[CPU_TIMES];
  uint64_t total = 0;
  bool known = cpu->known;
  bool iowait_known = true;
  for (unsigned i = 0; i < CPU_TIMES; i++) {
    bool went_back = times[i] < cpu->all[i];
    delta[i] = went_back ? 0 : times[i] - cpu->all[i];
    total += delta[i];
    /* The kernel says that iowait may go back; that alone must not hide the rest. */
    if (went_back && i == CPU_IOWAIT) {
      iowait_known = false;
    } else if (went_back) {
      known = false;
    }
  }
  memcpy(cpu->all, times, sizeof(cpu->all));
  cpu->known = true;
  if (!known) {
    return;
  }
  put_share(metrics, "cpu", total - delta[CPU_IDLE] - delta[CPU_IOWAIT], total);
  put_share(metrics, "cpu/user", delta[CPU_USER] + delta[CPU_NICE], total);
  put_share(metrics, "cpu/system", delta[CPU_SYSTEM] + delta[CPU_IRQ] + delta[CPU_SOFTIRQ], total);
  if (iowait_known) {
    put_share(metrics, "cpu/iowait", delta[CPU_IOWAIT], total);
  }
  put_share(metrics, "cpu/steal", delta[CPU_STEAL], total);
  put_share(metrics, "cpu/idle", delta[CPU_IDLE], total);
}

static void update_core(struct cpu *cpu, unsigned number, const uint64_t times[static CPU_TIMES],
                        struct metrics *metrics) {
  uint64_t total = 0;
  for (unsigned i = 0; i < CPU_TIMES; i++) {
    total += times[i];
  }
  uint64_t used = total - times[CPU_IDLE] - times[CPU_IOWAIT];
  struct cpu_core *core = &cpu->cores[number];
  bool known = core->round != 0 && core->round == cpu->round - 1;
  if (known && total >= core->total && used >= core->used) {
    char name[24];
    snprintf(name, sizeof(name), "cpu/core%u", number);
    put_share(metrics, name, used - core->used, total - core->total);
  }
  *core = (struct cpu_core){used, total, cpu->round};
}

void cpu_update(struct cpu *cpu, struct text text, struct metrics *metrics) {
  uint64_t times[CPU_TIMES];
  struct text line;
  cpu->round++;
  cpu->core_count = 0;
  while (text_line(&text, &line)) {
    uint64_t number;
    if (text_take(&line, "btime")) {
      text_signed(&line, &cpu->boot_seconds);
    } else if (!text_take(&line, "cpu")) {
      continue;
    } else if (line.at < line.end && *line.at == ' ') {
      if (parse_times(line, times)) {
        update_all(cpu, times, metrics);
      }
    } else if (text_unsigned(&line, &number)) {
      cpu->core_count++;
      if (number < CPU_CORES_MAX && parse_times(line, times)) {
        update_core(cpu, (unsigned)number, times, metrics);
      }
    }
  }
}

void cpu_sample(struct cpu *cpu, struct sampling *sampling) {
  struct text text;
  if (sampling_read(sampling, "cpu", "/proc/stat", &text) < 0) {
    return;
  }
  cpu_update(cpu, text, sampling->metrics);
  if (cpu->core_count > CPU_CORES_MAX) {
    missing_set(sampling->missing, "cpu", "only the first 1024 cores are watched");
  }
}
