#include "battery.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "names.h"

#define DIRECTORY "/sys/class/power_supply"
#define SEARCH_EVERY_NANOS 30000000000U

static int read_word(const char *root, const char *directory, const char *file, char *ret_word,
                     size_t size) {
  char path[128];
  snprintf(path, sizeof(path), "%s/%s", directory, file);
  return file_read_word(root, path, ret_word, size);
}

static int64_t read_number(const char *root, const char *directory, const char *file) {
  char path[128];
  int64_t value;
  snprintf(path, sizeof(path), "%s/%s", directory, file);
  int r = file_read_number(root, path, &value);
  return r < 0 ? r : (value < 0 ? -EINVAL : value);
}

static void add(struct batteries *batteries, const char *root, const char *name) {
  struct battery battery = {0};
  char word[32];
  if (snprintf(battery.directory, sizeof(battery.directory), DIRECTORY "/%s", name) >=
          (int)sizeof(battery.directory) ||
      read_word(root, battery.directory, "type", word, sizeof(word)) < 0 ||
      strcmp(word, "Battery") != 0) {
    return;
  }
  if (read_word(root, battery.directory, "scope", word, sizeof(word)) >= 0 &&
      strcmp(word, "Device") == 0) {
    return;
  }
  char clean[48];
  name_clean(text_of(name), clean, sizeof(clean));
  snprintf(battery.metric, sizeof(battery.metric), "battery/%s", clean);
  name_make_unique(battery.metric, sizeof(battery.metric), batteries->entries, batteries->count,
                   sizeof(battery));
  batteries->entries[batteries->count++] = battery;
}

void batteries_search(struct batteries *batteries, const char *root) {
  char path[FILE_PATH_SIZE];
  batteries->count = 0;
  DIR *directory = file_path(root, DIRECTORY, path) < 0 ? NULL : opendir(path);
  if (!directory) {
    return;
  }
  const struct dirent *entry;
  while (batteries->count < BATTERIES_MAX && (entry = readdir(directory)) != NULL) {
    if (entry->d_name[0] != '.') {
      add(batteries, root, entry->d_name);
    }
  }
  closedir(directory);
}

int64_t battery_read(const struct battery *battery, const char *root) {
  static const char *const PAIRS[][2] = {{"energy_now", "energy_full"},
                                         {"charge_now", "charge_full"}};
  int64_t capacity = read_number(root, battery->directory, "capacity");
  if (capacity >= 0) {
    return capacity <= 100 ? capacity * 10 : -ERANGE;
  }
  for (unsigned i = 0; i < 2; i++) {
    int64_t now = read_number(root, battery->directory, PAIRS[i][0]);
    int64_t full = read_number(root, battery->directory, PAIRS[i][1]);
    int64_t tenths;
    if (now >= 0 && full > 0 && sampling_share((uint64_t)now, (uint64_t)full, &tenths)) {
      return tenths;
    }
  }
  return capacity;
}

void batteries_sample(struct batteries *batteries, struct sampling *sampling) {
  uint64_t started_nanos = sampling_nanos();
  if (pace_is_due(&batteries->pace, started_nanos)) {
    if (started_nanos >= batteries->search_due_nanos) {
      batteries->search_due_nanos = started_nanos + SEARCH_EVERY_NANOS;
      batteries_search(batteries, sampling->root);
      started_nanos = sampling_nanos();
    }
    for (unsigned i = 0; i < batteries->count; i++) {
      batteries->tenths[i] = battery_read(&batteries->entries[i], sampling->root);
    }
    pace_spent(&batteries->pace, started_nanos, sampling_nanos());
  }
  for (unsigned i = 0; i < batteries->count; i++) {
    if (batteries->tenths[i] >= 0) {
      metrics_put(sampling->metrics, batteries->entries[i].metric, batteries->tenths[i], 1);
    }
  }
}
