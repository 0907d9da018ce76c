/* The ten minutes that are kept, and the lines of samples that are made of them. */
#include <stdlib.h>

#include "json.h"
#include "picture.h"
#include "sample_line.h"

static struct recorder recorder;
static struct metrics *const metrics = &recorder.metrics;
static struct buffer *const buffer = &recorder.buffer;
static struct buffer_reader reader;
static char bytes[64 * 1024];

static void begin_anew(void) {
  memset(&recorder, 0, sizeof(recorder));
  memset(&reader, 0, sizeof(reader));
  buffer_init(buffer);
}

static void end_sample(int64_t time_millis) {
  metrics_end(metrics, buffer_next_seq(buffer), buffer->oldest_seq);
  buffer_append(buffer, metrics, time_millis);
}

static const char *line_of(bool full, uint64_t dropped) {
  struct line line;
  line_begin(&line, bytes, sizeof(bytes) - 1);
  sample_line_write(&recorder, &reader, full, dropped, &line);
  CHECK(!line.overflowed);
  bytes[line.length] = '\0';
  return bytes;
}

static void only_changes_are_sent(void) {
  begin_anew();
  buffer_rewind(buffer, &reader);
  metrics_begin(metrics);
  metrics_put(metrics, "cpu", 125, 1);
  metrics_put(metrics, "cpu", 999, 1); /* a second one with that name does not count */
  metrics_put(metrics, "uptime", 10, 0);
  metrics_put(metrics, "huge", METRIC_VALUE_MAX, 0);
  end_sample(1000);
  metrics_begin(metrics);
  metrics_put(metrics, "cpu", 125, 1);
  metrics_put(metrics, "swap/used", -5, 0);
  end_sample(900); /* the clock was put back */
  metrics_begin(metrics);
  metrics_put(metrics, "cpu", 120, 1);
  metrics_put(metrics, "uptime", 12, 0);
  end_sample(3000);
  CHECK_TEXT(line_of(true, 0),
             "{\"type\":\"sample\",\"seq\":1,\"time\":1000,\"full\":true,\"metrics\":{\"cpu\":12.5,"
             "\"uptime\":10}}\n");
  CHECK_TEXT(line_of(false, 0),
             "{\"type\":\"sample\",\"seq\":2,\"time\":900,\"metrics\":{\"uptime\":null,\"swap/"
             "used\":-5}}\n");
  CHECK_TEXT(line_of(false, 7),
             "{\"type\":\"sample\",\"seq\":3,\"time\":3000,\"dropped\":7,\"metrics\":{\"cpu\":12,"
             "\"uptime\":12,\"swap/used\":null}}\n");
  CHECK(!buffer_read(buffer, &reader, NULL));
  buffer_rewind(buffer, &reader);
  CHECK(buffer_read(buffer, &reader, NULL));
  CHECK_TEXT(line_of(true, 0),
             "{\"type\":\"sample\",\"seq\":2,\"time\":900,\"full\":true,\"metrics\":{\"cpu\":12.5,"
             "\"swap/used\":-5}}\n");
}

/* Every sample, read from any seq on, is what was put: against a copy that is kept in full. */
static void every_seq_can_be_read_in_full(void) {
  enum { METRICS = 40, SAMPLES = 900 };
  static int64_t copies[SAMPLES + 1][METRICS];
  begin_anew();
  srand(1);
  for (unsigned seq = 1; seq <= SAMPLES; seq++) {
    metrics_begin(metrics);
    for (unsigned i = 0; i < METRICS; i++) {
      bool same = seq > 1 && rand() % 3 == 0;
      int64_t value = rand() % 5 == 0 ? ABSENT : ((int64_t)rand() << (rand() % 22)) - rand();
      copies[seq][i] = same ? copies[seq - 1][i] : value;
      char name[16];
      snprintf(name, sizeof(name), "m%u", i);
      if (copies[seq][i] != ABSENT) {
        metrics_put(metrics, name, copies[seq][i], i % 3);
      }
    }
    end_sample((int64_t)seq * 1000);
    if (seq % 97 == 0) {
      buffer_forget(buffer, seq - (uint64_t)(rand() % 90));
    }
    /* From the oldest one on, at moments of all kinds. */
    if (seq % 61 != 0 && seq != SAMPLES) {
      continue;
    }
    buffer_rewind(buffer, &reader);
    CHECK_NUMBER(reader.seq, buffer->oldest_seq);
    while (buffer_read(buffer, &reader, NULL)) {
      unsigned wrong = 0;
      for (unsigned slot = 0; slot < metrics->count; slot++) {
        if (metrics->slots[slot].name[0] == '\0') {
          continue;
        }
        int64_t wanted = copies[reader.seq - 1][atoi(metrics->slots[slot].name + 1)];
        int64_t is = reader.picture.present[slot] ? reader.picture.values[slot] : ABSENT;
        wrong += is != wanted ? 1 : 0;
      }
      CHECK_NUMBER(wrong, 0);
      CHECK_NUMBER(reader.time_millis, (int64_t)(reader.seq - 1) * 1000);
    }
    CHECK_NUMBER(reader.seq, seq + 1);
  }
}

static void put_many(unsigned count, unsigned round) {
  metrics_begin(metrics);
  for (unsigned i = 0; i < count; i++) {
    char name[32];
    snprintf(name, sizeof(name), "drive/device%u/read", i);
    metrics_put(metrics, name, (int64_t)(round * 7919 + i) * 1000003 % 1000000000, 1);
  }
  end_sample((int64_t)round * 1000);
}

static void the_oldest_go_first(void) {
  begin_anew();
  for (unsigned round = 1; round <= 700; round++) {
    put_many(20, round);
  }
  CHECK_NUMBER(buffer->count, BUFFER_SAMPLES_MAX);
  CHECK_NUMBER(buffer->oldest_seq, 101);
  CHECK(buffer->end - buffer->start < 100 * 1024);
  buffer_rewind(buffer, &reader);
  put_many(20, 701);
  CHECK(buffer_is_lost(buffer, &reader));
  buffer_rewind(buffer, &reader);
  CHECK(!buffer_is_lost(buffer, &reader));
  /* A machine with so much of everything that bytes run out before samples do. */
  begin_anew();
  for (unsigned round = 1; round <= 250; round++) {
    put_many(1400, round);
    CHECK(buffer->end <= BUFFER_BYTES);
  }
  CHECK(buffer->count < 250 && buffer->count > 50);
  CHECK_NUMBER(buffer_next_seq(buffer), 251);
  buffer_rewind(buffer, &reader);
  while (buffer_read(buffer, &reader, NULL)) {
  }
  CHECK_NUMBER(reader.picture.values[1399], metrics->slots[1399].value);
}

static void what_is_acknowledged_uses_the_same_bytes_again(void) {
  begin_anew();
  size_t most = 0;
  for (unsigned round = 1; round <= 1000; round++) {
    put_many(50, round);
    buffer_forget(buffer, round > 5 ? round - 5 : 0);
    most = buffer->end > most ? buffer->end : most;
  }
  CHECK_NUMBER(buffer->count, 5);
  CHECK(most < 8 * 1024);
}

static void names_that_come_and_go_do_not_use_up_the_slots(void) {
  begin_anew();
  for (unsigned round = 1; round <= METRICS_MAX + 100; round++) {
    char name[32];
    snprintf(name, sizeof(name), "net/veth%u/in", round);
    metrics_begin(metrics);
    metrics_put(metrics, name, round, 0);
    CHECK(!metrics->overflowed);
    end_sample(round);
    CHECK_NUMBER(value_of(metrics, name), round);
  }
  CHECK(metrics->count < BUFFER_SAMPLES_MAX + 10);
}

static void a_full_picture_fits_on_a_line(void) {
  begin_anew();
  metrics_begin(metrics);
  for (unsigned i = 0; i < METRICS_MAX; i++) {
    char name[METRIC_NAME_SIZE];
    snprintf(name, sizeof(name), "cpu/core%u", i);
    metrics_put(metrics, name, METRIC_VALUE_MAX - 1, 1);
  }
  CHECK(metrics->overflowed);
  CHECK(count_of(metrics) > 1500);
  end_sample(1795219327123);
  buffer_rewind(buffer, &reader);
  line_of(true, UINT32_MAX);
  CHECK(strlen(bytes) < sizeof(bytes));
  struct json json;
  const char *why = "";
  size_t at;
  CHECK_NUMBER(json_read(text_of(bytes), &json, &why, &at), 0);
}

int main(void) {
  only_changes_are_sent();
  every_seq_can_be_read_in_full();
  the_oldest_go_first();
  what_is_acknowledged_uses_the_same_bytes_again();
  names_that_come_and_go_do_not_use_up_the_slots();
  a_full_picture_fits_on_a_line();
  return test_result("test_buffer");
}
