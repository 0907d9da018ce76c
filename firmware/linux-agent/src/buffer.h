/* The samples that the hub may not have yet: at most 600, in at most 512 KiB. Only changes are
 * kept, a few bytes each, behind one full picture of what was before the oldest; whoever reads
 * begins with that picture and so knows every sample in full. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "metrics.h"

#define BUFFER_SAMPLES_MAX 600
#define BUFFER_BYTES (512 * 1024)

/* Values by slot. */
struct picture {
  int64_t values[METRICS_MAX];
  bool present[METRICS_MAX];
  unsigned slots; /* those from here on were never present */
};

struct buffer {
  uint8_t bytes[BUFFER_BYTES];
  size_t start; /* of the oldest sample */
  size_t end;
  uint64_t
      moved; /* by how many bytes the samples were moved down: positions count from before that */
  uint64_t oldest_seq;    /* that of the oldest sample, or the next one when there is none */
  uint64_t forgotten_seq; /* the hub has the samples up to here */
  unsigned count;
  struct picture before; /* before the oldest sample */
  int64_t time_before_millis;
  int64_t newest_time_millis;
};

/* Goes through the samples. */
struct buffer_reader {
  uint64_t position;
  uint64_t seq; /* of the sample that comes next */
  struct picture picture;
  int64_t time_millis; /* of the sample that was read last */
};

/* What changed with a sample. */
struct buffer_changes {
  const uint8_t *at;
  const uint8_t *end;
  unsigned next_slot;
};

void buffer_init(struct buffer *buffer);

/* The seq that the next sample will have. */
uint64_t buffer_next_seq(const struct buffer *buffer);

/* Appends what changed; makes room by dropping the oldest samples. */
void buffer_append(struct buffer *buffer, const struct metrics *metrics, int64_t time_millis);

/* The hub has the samples up to seq: forgets them. */
void buffer_forget(struct buffer *buffer, uint64_t seq);

/* Goes to the oldest sample. */
void buffer_rewind(const struct buffer *buffer, struct buffer_reader *reader);

/* Whether the sample that comes next was dropped, so that the reader must rewind. */
bool buffer_is_lost(const struct buffer *buffer, const struct buffer_reader *reader);

/* Reads the next sample into the picture. False when there is none. ret_changes may be NULL; it
 * points into the buffer and lives until something is appended or forgotten. */
bool buffer_read(const struct buffer *buffer, struct buffer_reader *reader,
                 struct buffer_changes *ret_changes);

/* Takes the next change: the slot that it is of. Its new value is in the picture. */
bool buffer_change(struct buffer_changes *changes, unsigned *ret_slot);
