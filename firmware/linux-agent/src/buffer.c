#include "buffer.h"

#include <string.h>

#include "varint.h"

/* A sample: the length of what follows, the time since the sample before, then for each changed
 * slot how many slots lie between and what happened: 0, it vanished; else 1 plus the difference. */
#define VANISHED 0

static size_t put_changes(const struct metrics *metrics, uint8_t *ret_bytes) {
  size_t length = 0;
  unsigned next_slot = 0;
  for (unsigned i = 0; i < metrics->count; i++) {
    const struct metric *metric = &metrics->slots[i];
    if (metric->changed) {
      uint64_t what = metric->present ? 1 + varint_zigzag(metric->delta) : VANISHED;
      length += varint_write(i - next_slot, ret_bytes ? ret_bytes + length : NULL);
      length += varint_write(what, ret_bytes ? ret_bytes + length : NULL);
      next_slot = i + 1;
    }
  }
  return length;
}

static bool take_change(struct buffer_changes *changes, unsigned *ret_slot, uint64_t *ret_what) {
  if (changes->at >= changes->end) {
    return false;
  }
  changes->next_slot += (unsigned)varint_read(&changes->at) + 1;
  *ret_what = varint_read(&changes->at);
  *ret_slot = changes->next_slot - 1;
  return true;
}

static void apply(struct picture *picture, struct buffer_changes changes) {
  unsigned slot;
  uint64_t what;
  while (take_change(&changes, &slot, &what)) {
    picture->values[slot] =
        what == VANISHED
            ? 0
            : (picture->present[slot] ? picture->values[slot] : 0) + varint_unzigzag(what - 1);
    picture->present[slot] = what != VANISHED;
    if (slot >= picture->slots) {
      picture->slots = slot + 1;
    }
  }
}

/* Takes the sample at a place apart. The place behind it. */
static size_t open_sample(const struct buffer *buffer, size_t at, int64_t *time_millis,
                          struct buffer_changes *ret_changes) {
  const uint8_t *bytes = buffer->bytes + at;
  size_t length = (size_t)varint_read(&bytes);
  const uint8_t *end = bytes + length;
  *time_millis += varint_unzigzag(varint_read(&bytes));
  *ret_changes = (struct buffer_changes){.at = bytes, .end = end};
  return (size_t)(end - buffer->bytes);
}

static void drop_oldest(struct buffer *buffer) {
  struct buffer_changes changes;
  buffer->start = open_sample(buffer, buffer->start, &buffer->time_before_millis, &changes);
  apply(&buffer->before, changes);
  buffer->oldest_seq++;
  buffer->count--;
}

static void move_down(struct buffer *buffer) {
  memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->end - buffer->start);
  buffer->moved += buffer->start;
  buffer->end -= buffer->start;
  buffer->start = 0;
}

void buffer_init(struct buffer *buffer) {
  buffer->oldest_seq = 1;
}

uint64_t buffer_next_seq(const struct buffer *buffer) {
  return buffer->oldest_seq + buffer->count;
}

void buffer_append(struct buffer *buffer, const struct metrics *metrics, int64_t time_millis) {
  uint64_t time = varint_zigzag(time_millis - buffer->newest_time_millis);
  size_t length = varint_write(time, NULL) + put_changes(metrics, NULL);
  size_t needed = varint_write(length, NULL) + length;
  while (buffer->count == BUFFER_SAMPLES_MAX ||
         (buffer->count > 0 && buffer->end - buffer->start + needed > BUFFER_BYTES)) {
    drop_oldest(buffer);
  }
  /* Samples that are acknowledged soon then use the same few pages over and over. */
  if (buffer->start > buffer->end - buffer->start || buffer->end + needed > BUFFER_BYTES) {
    move_down(buffer);
  }
  uint8_t *at = buffer->bytes + buffer->end;
  at += varint_write(length, at);
  at += varint_write(time, at);
  put_changes(metrics, at);
  buffer->end += needed;
  buffer->newest_time_millis = time_millis;
  buffer->count++;
}

void buffer_forget(struct buffer *buffer, uint64_t seq) {
  while (buffer->count > 0 && buffer->oldest_seq <= seq) {
    drop_oldest(buffer);
  }
  if (seq > buffer->forgotten_seq) {
    buffer->forgotten_seq = seq;
  }
}

void buffer_rewind(const struct buffer *buffer, struct buffer_reader *reader) {
  reader->position = buffer->moved + buffer->start;
  reader->seq = buffer->oldest_seq;
  reader->time_millis = buffer->time_before_millis;
  unsigned slots =
      buffer->before.slots > reader->picture.slots ? buffer->before.slots : reader->picture.slots;
  memcpy(reader->picture.values, buffer->before.values, slots * sizeof(reader->picture.values[0]));
  memcpy(reader->picture.present, buffer->before.present,
         slots * sizeof(reader->picture.present[0]));
  reader->picture.slots = slots;
}

bool buffer_is_lost(const struct buffer *buffer, const struct buffer_reader *reader) {
  return reader->seq < buffer->oldest_seq;
}

bool buffer_read(const struct buffer *buffer, struct buffer_reader *reader,
                 struct buffer_changes *ret_changes) {
  if (reader->seq >= buffer_next_seq(buffer)) {
    return false;
  }
  struct buffer_changes changes;
  size_t at = (size_t)(reader->position - buffer->moved);
  size_t next = open_sample(buffer, at, &reader->time_millis, &changes);
  apply(&reader->picture, changes);
  reader->position += next - at;
  reader->seq++;
  if (ret_changes) {
    *ret_changes = changes;
  }
  return true;
}

bool buffer_change(struct buffer_changes *changes, unsigned *ret_slot) {
  uint64_t what;
  return take_change(changes, ret_slot, &what);
}
