#include "pace.h"

#define PAUSE_PER_NANO 4000U
#define LONGEST_PAUSE_NANOS 60000000000U

/* Samples are never closer than 1 s: a pause that ends a little later than the next one must not
 * skip it. */
#define TOLERANCE_NANOS 500000000U

bool pace_is_due(const struct pace *pace, uint64_t now_nanos) {
  return now_nanos + TOLERANCE_NANOS >= pace->due_nanos;
}

void pace_spent(struct pace *pace, uint64_t started_nanos, uint64_t ended_nanos) {
  uint64_t spent = ended_nanos - started_nanos;
  bool long_pause = spent > LONGEST_PAUSE_NANOS / PAUSE_PER_NANO;
  pace->due_nanos = ended_nanos + (long_pause ? LONGEST_PAUSE_NANOS : spent * PAUSE_PER_NANO);
}
