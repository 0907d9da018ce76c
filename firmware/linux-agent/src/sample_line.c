#include "sample_line.h"

static void write_metric(const struct metrics *metrics, const struct picture *picture,
                         unsigned slot, struct line *line) {
  const struct metric *metric = &metrics->slots[slot];
  line_key(line, metric->name);
  if (picture->present[slot]) {
    line_decimal(line, picture->values[slot], metric->decimals);
  } else {
    line_null(line);
  }
}

void sample_line_write(const struct recorder *recorder, struct buffer_reader *reader, bool full,
                       uint64_t dropped, struct line *line) {
  struct buffer_changes changes;
  unsigned slot;
  uint64_t seq = reader->seq;
  buffer_read(&recorder->buffer, reader, &changes);
  line_open(line, '{');
  line_member(line, "type", "sample");
  line_key(line, "seq");
  line_integer(line, (int64_t)seq);
  line_key(line, "time");
  line_integer(line, reader->time_millis);
  if (full) {
    line_key(line, "full");
    line_bool(line, true);
  }
  if (dropped > 0) {
    line_key(line, "dropped");
    line_integer(line, (int64_t)dropped);
  }
  line_key(line, "metrics");
  line_open(line, '{');
  for (slot = 0; full && slot < reader->picture.slots; slot++) {
    if (reader->picture.present[slot]) {
      write_metric(&recorder->metrics, &reader->picture, slot, line);
    }
  }
  while (!full && buffer_change(&changes, &slot)) {
    write_metric(&recorder->metrics, &reader->picture, slot, line);
  }
  line_close(line, '}');
  line_close(line, '}');
  line_end(line);
}
