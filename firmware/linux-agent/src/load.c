#include "load.h"

/* A number with two decimals, in hundredths. */
static bool parse_hundredths(struct text *text, int64_t *ret_value) {
  uint64_t whole;
  uint64_t part;
  if (!text_unsigned(text, &whole) || whole > 10000000 || !text_take(text, ".") ||
      text->at == text->end || *text->at == ' ' || !text_unsigned(text, &part) || part > 99) {
    return false;
  }
  *ret_value = (int64_t)(whole * 100 + part);
  return true;
}

void load_update(struct text text, struct metrics *metrics) {
  static const char *const NAMES[] = {"load/1m", "load/5m", "load/15m"};
  for (unsigned i = 0; i < 3; i++) {
    int64_t load;
    if (!parse_hundredths(&text, &load)) {
      return;
    }
    metrics_put(metrics, NAMES[i], load, 2);
  }
  uint64_t running;
  uint64_t threads;
  if (text_unsigned(&text, &running) && text_take(&text, "/") && text_unsigned(&text, &threads)) {
    metrics_put(metrics, "processes/running", (int64_t)running, 0);
    metrics_put(metrics, "threads", (int64_t)threads, 0);
  }
}

void load_sample(struct sampling *sampling) {
  struct text text;
  if (sampling_read(sampling, "load", "/proc/loadavg", &text) >= 0) {
    load_update(text, sampling->metrics);
  }
}
