/* How full the machine's batteries are, from /sys/class/power_supply. */
#pragma once

#include "pace.h"
#include "sampling.h"

#define BATTERIES_MAX 8

struct battery {
  char metric[METRIC_NAME_SIZE]; /* first: names are compared there. "battery/BAT0" */
  char directory[96];
};

struct batteries {
  struct battery entries[BATTERIES_MAX];
  unsigned count;
  struct pace pace;
  uint64_t search_due_nanos;
  int64_t tenths[BATTERIES_MAX]; /* of a percent; -1: could not be read */
};

void batteries_sample(struct batteries *batteries, struct sampling *sampling);

/* Looks for batteries of the machine, not of mice and the like. */
void batteries_search(struct batteries *batteries, const char *root);

/* Tenths of a percent, or a negative errno. */
int64_t battery_read(const struct battery *battery, const char *root);
