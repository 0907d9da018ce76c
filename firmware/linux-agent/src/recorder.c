#include "recorder.h"

#include <time.h>

static int64_t wall_millis(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint64_t interval_nanos(const struct recorder *recorder) {
  return (uint64_t)recorder->interval_millis * 1000000U;
}

void recorder_init(struct recorder *recorder, const char *root, const char *given_name,
                   uint32_t interval_millis) {
  recorder->interval_millis = interval_millis;
  host_init(&recorder->host, root, given_name);
  buffer_init(&recorder->buffer);
}

void recorder_start(struct recorder *recorder) {
  if (recorder->running) {
    return;
  }
  recorder->running = true;
  recorder->metrics.muted = true;
  host_sample(&recorder->host, &recorder->metrics);
  recorder->metrics.muted = false;
  recorder->due_nanos = sampling_nanos() + interval_nanos(recorder);
}

void recorder_stop(struct recorder *recorder) {
  recorder->running = false;
}

bool recorder_set_interval(struct recorder *recorder, uint64_t millis) {
  if (millis < RECORDER_INTERVAL_MILLIS_MIN || millis > RECORDER_INTERVAL_MILLIS_MAX) {
    return false;
  }
  if (millis != recorder->interval_millis) {
    recorder->interval_millis = (uint32_t)millis;
    recorder->due_nanos = sampling_nanos() + interval_nanos(recorder);
  }
  return true;
}

bool recorder_tick(struct recorder *recorder) {
  uint64_t now_nanos = sampling_nanos();
  if (!recorder->running || now_nanos < recorder->due_nanos) {
    return false;
  }
  /* Counted from when it was due, not from now: times do not drift. What was missed is not made up
   * for. */
  uint64_t late = (now_nanos - recorder->due_nanos) / interval_nanos(recorder);
  recorder->due_nanos += (late + 1) * interval_nanos(recorder);
  int64_t time_millis = wall_millis();
  metrics_begin(&recorder->metrics);
  host_sample(&recorder->host, &recorder->metrics);
  metrics_end(&recorder->metrics, buffer_next_seq(&recorder->buffer), recorder->buffer.oldest_seq);
  buffer_append(&recorder->buffer, &recorder->metrics, time_millis);
  return true;
}
