#include "missing.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

void missing_set(struct missing *missing, const char *what, const char *why) {
  unsigned i = 0;
  while (i < missing->count && strcmp(missing->entries[i].what, what) != 0) {
    i++;
  }
  bool known = i < missing->count;
  if (!why) {
    if (known) {
      memmove(&missing->entries[i], &missing->entries[i + 1],
              (missing->count - i - 1) * sizeof(missing->entries[0]));
      missing->count--;
      missing->changed = true;
    }
    return;
  }
  if (!known && missing->count == MISSING_MAX) {
    return;
  }
  struct missing_entry entry = {.what = what};
  text_copy(text_of(why), entry.why, sizeof(entry.why));
  if (known && strcmp(entry.why, missing->entries[i].why) == 0) {
    return;
  }
  missing->entries[i] = entry;
  missing->count += known ? 0 : 1;
  missing->changed = true;
}

void missing_set_errno(struct missing *missing, const char *what, const char *path, int error) {
  char why[96];
  snprintf(why, sizeof(why), "%s: %s", path, strerror(-error));
  missing_set(missing, what, why);
}
