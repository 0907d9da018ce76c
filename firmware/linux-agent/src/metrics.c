#include "metrics.h"

#include <stdio.h>
#include <string.h>

#define BUCKETS (sizeof(((struct metrics *)0)->buckets) / sizeof(uint16_t))

/* What a value, quotes, colon and comma may take beside the name. */
#define BYTES_BESIDE_NAME 21

static uint16_t *bucket_of(struct metrics *metrics, const char *name) {
  uint32_t hash = 2166136261U;
  for (const char *c = name; *c; c++) {
    hash = (hash ^ (unsigned char)*c) * 16777619U;
  }
  return &metrics->buckets[(hash ^ (hash >> 16)) % BUCKETS];
}

static struct metric *find(struct metrics *metrics, const char *name) {
  for (unsigned slot = *bucket_of(metrics, name); slot > 0;
       slot = metrics->slots[slot - 1].next_in_bucket) {
    if (strcmp(metrics->slots[slot - 1].name, name) == 0) {
      return &metrics->slots[slot - 1];
    }
  }
  return NULL;
}

static void unlink_from_bucket(struct metrics *metrics, struct metric *metric) {
  unsigned number = (unsigned)(metric - metrics->slots) + 1;
  uint16_t *at = bucket_of(metrics, metric->name);
  while (*at != number) {
    at = &metrics->slots[*at - 1].next_in_bucket;
  }
  *at = metric->next_in_bucket;
}

static bool is_free(const struct metric *metric) {
  return metric->name[0] == '\0';
}

static struct metric *take_slot(struct metrics *metrics) {
  for (unsigned i = 0; i < metrics->count; i++) {
    if (is_free(&metrics->slots[i])) {
      return &metrics->slots[i];
    }
  }
  return metrics->count < METRICS_MAX ? &metrics->slots[metrics->count++] : NULL;
}

static struct metric *add(struct metrics *metrics, const char *name) {
  struct metric *metric = take_slot(metrics);
  if (!metric) {
    return NULL;
  }
  uint16_t *bucket = bucket_of(metrics, name);
  *metric = (struct metric){.next_in_bucket = *bucket};
  memcpy(metric->name, name, strlen(name) + 1);
  *bucket = (uint16_t)(metric - metrics->slots + 1);
  return metric;
}

static size_t line_bytes(const char *name) {
  return strlen(name) + BYTES_BESIDE_NAME;
}

void metrics_begin(struct metrics *metrics) {
  metrics->overflowed = false;
  for (unsigned i = 0; i < metrics->count; i++) {
    metrics->slots[i].seen = false;
    metrics->slots[i].changed = false;
  }
}

void metrics_put(struct metrics *metrics, const char *name, int64_t value, unsigned decimals) {
  if (metrics->muted || value >= METRIC_VALUE_MAX || value <= -METRIC_VALUE_MAX) {
    return;
  }
  struct metric *metric = find(metrics, name);
  bool appears = !metric || !metric->present;
  if (appears && metrics->line_bytes + line_bytes(name) > METRICS_LINE_BYTES) {
    metrics->overflowed = true;
    return;
  }
  if (!metric) {
    metric = add(metrics, name);
  }
  if (!metric) {
    metrics->overflowed = true;
    return;
  }
  if (metric->seen) {
    return;
  }
  metric->changed = appears || metric->value != value;
  metric->delta = value - (appears ? 0 : metric->value);
  metric->value = value;
  metric->decimals = (uint8_t)decimals;
  metric->seen = true;
  metric->present = true;
  metrics->line_bytes += appears ? line_bytes(name) : 0;
}

void metrics_put_part(struct metrics *metrics, const char *prefix, const char *suffix,
                      int64_t value, unsigned decimals) {
  char name[METRIC_NAME_SIZE];
  int length = snprintf(name, sizeof(name), "%s%s", prefix, suffix);
  if (length > 0 && (size_t)length < sizeof(name)) {
    metrics_put(metrics, name, value, decimals);
  }
}

void metrics_end(struct metrics *metrics, uint64_t seq, uint64_t oldest_seq) {
  for (unsigned i = 0; i < metrics->count; i++) {
    struct metric *metric = &metrics->slots[i];
    if (metric->present && !metric->seen) {
      metric->present = false;
      metric->changed = true;
      metrics->line_bytes -= line_bytes(metric->name);
    }
    if (metric->changed) {
      metric->last_seq = seq;
    }
    if (!is_free(metric) && !metric->present && metric->last_seq < oldest_seq) {
      unlink_from_bucket(metrics, metric);
      metric->name[0] = '\0';
    }
  }
}
