#include "drive.h"

#include <stdio.h>
#include <string.h>

#include "file.h"
#include "names.h"

/* The unit of /proc/diskstats, whatever the drive's own sectors are. */
#define SECTOR_BYTES 512U

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_digits(struct text text) {
  for (const char *c = text.at; c < text.end; c++) {
    if (!is_digit(*c)) {
      return false;
    }
  }
  return text.at < text.end;
}

/* Whether a device is a part of the whole one: sda1 of sda, nvme0n1p2 of nvme0n1, mmcblk0boot0 of
 * mmcblk0. */
static bool is_part_of(struct text device, const char *whole) {
  if (!text_take(&device, whole)) {
    return false;
  }
  if (!is_digit(whole[strlen(whole) - 1])) {
    return is_digits(device);
  }
  return (text_take(&device, "p") && is_digits(device)) || text_take(&device, "boot") ||
         text_equals(device, "rpmb");
}

static bool is_virtual(struct text device) {
  return text_take(&device, "loop") || text_take(&device, "ram") || text_take(&device, "zram");
}

static bool is_part(const struct drives *drives, struct text device) {
  for (unsigned i = 0; i < drives->count; i++) {
    if (is_part_of(device, drives->entries[i].device)) {
      return true;
    }
  }
  return false;
}

/* Fields 4 to 13 of a line: reads, merged, sectors, ms, writes, merged, sectors, ms, in flight,
 * busy ms. */
static bool parse_counters(struct text line, uint64_t ret_counters[static DRIVE_COUNTERS]) {
  uint64_t fields[10];
  for (unsigned i = 0; i < 10; i++) {
    if (!text_unsigned(&line, &fields[i])) {
      return false;
    }
  }
  if (fields[2] > UINT64_MAX / SECTOR_BYTES || fields[6] > UINT64_MAX / SECTOR_BYTES) {
    return false;
  }
  ret_counters[DRIVE_READS] = fields[0];
  ret_counters[DRIVE_BYTES_READ] = fields[2] * SECTOR_BYTES;
  ret_counters[DRIVE_WRITES] = fields[4];
  ret_counters[DRIVE_BYTES_WRITTEN] = fields[6] * SECTOR_BYTES;
  ret_counters[DRIVE_BUSY_MILLIS] = fields[9];
  return true;
}

static struct drive *find(struct drives *drives, struct text device) {
  for (unsigned i = 0; i < drives->count; i++) {
    if (text_equals(device, drives->entries[i].device)) {
      return &drives->entries[i];
    }
  }
  return NULL;
}

static struct drive *add(struct drives *drives, struct text device) {
  struct drive *drive = &drives->entries[drives->count];
  *drive = (struct drive){0};
  text_copy(device, drive->device, sizeof(drive->device));
  char name[sizeof(drive->device)];
  name_clean(device, name, sizeof(name));
  snprintf(drive->metric, sizeof(drive->metric), "drive/%s", name);
  name_make_unique(drive->metric, sizeof("drive/") + sizeof(name), drives->entries, drives->count,
                   sizeof(*drive));
  drives->count++;
  return drive;
}

static void put_counters(const struct drive *drive, const uint64_t counters[static DRIVE_COUNTERS],
                         uint64_t elapsed_nanos, struct metrics *metrics) {
  static const char *const NAMES[DRIVE_BUSY_MILLIS] = {"/reads", "/read", "/writes", "/write"};
  int64_t tenths;
  for (unsigned i = 0; i < DRIVE_BUSY_MILLIS; i++) {
    if (sampling_rate(drive->counters[i], counters[i], elapsed_nanos, &tenths)) {
      metrics_put_part(metrics, drive->metric, NAMES[i], tenths, 1);
    }
  }
  uint64_t busy_before = drive->counters[DRIVE_BUSY_MILLIS];
  /* Milliseconds per second are tenths of a percent already. */
  if (sampling_rate(busy_before, counters[DRIVE_BUSY_MILLIS], elapsed_nanos, &tenths)) {
    int64_t share = (tenths + 5) / 10;
    metrics_put_part(metrics, drive->metric, "/busy", share > 1000 ? 1000 : share, 1);
  }
}

static bool remove_unseen(struct drives *drives) {
  unsigned kept = 0;
  for (unsigned i = 0; i < drives->count; i++) {
    if (drives->entries[i].seen) {
      drives->entries[kept++] = drives->entries[i];
    }
  }
  bool removed = kept < drives->count;
  drives->count = kept;
  return removed;
}

bool drives_update(struct drives *drives, struct text text, uint64_t nanos,
                   struct metrics *metrics) {
  uint64_t elapsed_nanos = nanos - drives->nanos;
  bool changed = false;
  struct text line;
  drives->nanos = nanos;
  drives->cut = false;
  for (unsigned i = 0; i < drives->count; i++) {
    drives->entries[i].seen = false;
  }
  while (text_line(&text, &line)) {
    uint64_t number;
    struct text device;
    uint64_t counters[DRIVE_COUNTERS];
    if (!text_unsigned(&line, &number) || !text_unsigned(&line, &number) ||
        !text_word(&line, &device) || text_length(device) >= sizeof(drives->entries[0].device) ||
        is_virtual(device) || is_part(drives, device) || !parse_counters(line, counters)) {
      continue;
    }
    struct drive *drive = find(drives, device);
    if (!drive && counters[DRIVE_READS] == 0 && counters[DRIVE_WRITES] == 0) {
      continue;
    }
    if (!drive && drives->count == DRIVES_MAX) {
      drives->cut = true;
      continue;
    }
    if (!drive) {
      drive = add(drives, device);
      changed = true;
    }
    if (drive->known) {
      put_counters(drive, counters, elapsed_nanos, metrics);
    }
    memcpy(drive->counters, counters, sizeof(counters));
    drive->known = true;
    drive->seen = true;
  }
  return remove_unseen(drives) || changed;
}

static void read_models(struct drives *drives, const char *root) {
  for (unsigned i = 0; i < drives->count; i++) {
    struct drive *drive = &drives->entries[i];
    char path[96];
    snprintf(path, sizeof(path), "/sys/block/%s/device/model", drive->device);
    if (file_read_word(root, path, drive->model, sizeof(drive->model)) < 0) {
      /* Memory cards have a name instead. */
      snprintf(path, sizeof(path), "/sys/block/%s/device/name", drive->device);
      (void)file_read_word(root, path, drive->model, sizeof(drive->model));
    }
  }
}

void drives_sample(struct drives *drives, struct sampling *sampling) {
  struct text text;
  int r = sampling_read(sampling, "drive", "/proc/diskstats", &text);
  if (r < 0) {
    return;
  }
  if (drives_update(drives, text, sampling_nanos(), sampling->metrics)) {
    read_models(drives, sampling->root);
    sampling->facts_changed = true;
  }
  if (r > 0 || drives->cut) {
    missing_set(sampling->missing, "drive", "only the first 64 drives are watched");
  }
}
