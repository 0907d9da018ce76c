#include "host.h"

/* What follows the last list. */
#define TAIL_BYTES 8

/* Opens the next item of a list; item_end() takes it back when it found no room. */
static size_t item_begin(struct line *line, const char *metric) {
  size_t mark = line_mark(line);
  line_open(line, '{');
  line_member(line, "metric", metric);
  return mark;
}

static void item_end(struct line *line, size_t mark) {
  line_close(line, '}');
  if (line->overflowed) {
    line_back(line, mark);
  }
}

/* False when not even an empty list finds room. */
static bool list_begin(struct line *line, const char *key) {
  size_t mark = line_mark(line);
  line_key(line, key);
  line_open(line, '[');
  if (line->overflowed) {
    line_back(line, mark);
    return false;
  }
  line->size -= 1; /* for the closing bracket */
  return true;
}

static void list_end(struct line *line) {
  line->size += 1;
  line_close(line, ']');
}

static void write_names(const struct host *host, struct line *line) {
  line_member(line, "host", host->names.host);
  line_key(line, "os");
  line_open(line, '{');
  line_member(line, "name", host->names.os);
  line_member(line, "kernel", host->names.kernel);
  line_member(line, "arch", host->names.arch);
  if (host->cpu.boot_seconds > 0 && host->cpu.boot_seconds < METRIC_VALUE_MAX / 1000) {
    line_key(line, "bootTime");
    line_integer(line, host->cpu.boot_seconds * 1000);
  }
  line_close(line, '}');
  line_member(line, "machine", host->names.machine);
  line_key(line, "cpu");
  line_open(line, '{');
  line_member(line, "model", host->names.cpu);
  if (host->cpu.core_count > 0) {
    line_key(line, "cores");
    line_integer(line, host->cpu.core_count);
  }
  line_close(line, '}');
}

static void write_disks(const struct disks *disks, struct line *line) {
  for (unsigned i = 0; i < disks->count; i++) {
    const struct disk *disk = &disks->entries[i];
    size_t mark = item_begin(line, disk->metric);
    line_member(line, "mount", disk->mount);
    line_member(line, "device", disk->device);
    line_member(line, "type", disk->type);
    item_end(line, mark);
  }
}

static void write_drives(const struct drives *drives, struct line *line) {
  for (unsigned i = 0; i < drives->count; i++) {
    const struct drive *drive = &drives->entries[i];
    size_t mark = item_begin(line, drive->metric);
    line_member(line, "device", drive->device);
    line_member(line, "model", drive->model);
    item_end(line, mark);
  }
}

static void write_networks(const struct network *network, struct line *line) {
  for (unsigned i = 0; i < network->count; i++) {
    size_t mark = item_begin(line, network->entries[i].metric);
    line_member(line, "name", network->entries[i].name);
    item_end(line, mark);
  }
}

static void write_sensors(const struct sensors *sensors, struct line *line) {
  for (unsigned i = 0; i < sensors->count; i++) {
    size_t mark = item_begin(line, sensors->entries[i].metric);
    line_member(line, "name", sensors->entries[i].name);
    item_end(line, mark);
  }
}

static void write_missing(const struct missing *missing, struct line *line) {
  for (unsigned i = 0; i < missing->count; i++) {
    size_t mark = line_mark(line);
    line_open(line, '{');
    line_member(line, "what", missing->entries[i].what);
    line_member(line, "why", missing->entries[i].why);
    item_end(line, mark);
  }
}

void host_write_facts(struct host *host, struct line *line) {
  /* A host may have been renamed, a system upgraded. */
  system_read_names(host->root, host->given_name, &host->names);
  line_open(line, '{');
  line_member(line, "type", "facts");
  write_names(host, line);
  line->size -= TAIL_BYTES;
  if (list_begin(line, "disks")) {
    write_disks(&host->disks, line);
    list_end(line);
  }
  if (list_begin(line, "drives")) {
    write_drives(&host->drives, line);
    list_end(line);
  }
  if (list_begin(line, "networks")) {
    write_networks(&host->network, line);
    list_end(line);
  }
  if (list_begin(line, "sensors")) {
    write_sensors(&host->sensors, line);
    list_end(line);
  }
  if (list_begin(line, "missing")) {
    write_missing(&host->missing, line);
    list_end(line);
  }
  line->size += TAIL_BYTES;
  line_close(line, '}');
  line_end(line);
  host->facts_changed = false;
}
