#include "sensor.h"

#include <stdio.h>
#include <string.h>

#include "file.h"
#include "names.h"

#define HWMON_MAX 64
#define ZONES_MAX 64
#define INPUTS_MAX 80

/* Numbers may be left out, but not that many in a row. */
#define GAP_MAX 8

#define SEARCH_EVERY_NANOS 30000000000U

bool sensor_value(bool is_fan, int64_t raw, int64_t *ret_value) {
  if (is_fan) {
    if (raw < 0 || raw > 100000) {
      return false;
    }
    *ret_value = raw;
    return true;
  }
  /* Sensors that are not connected say -273, 0 K or 255 °C and the like. */
  if (raw <= -100000 || raw >= 250000) {
    return false;
  }
  *ret_value = (raw + (raw < 0 ? -50 : 50)) / 100;
  return true;
}

/* "cpu-thermal" and "cpu_thermal" become "cpu"; blanks and capitals go. */
static void tidy(char *name) {
  static const char *const ENDS[] = {"-thermal", "_thermal"};
  for (char *c = name; *c; c++) {
    if (*c >= 'A' && *c <= 'Z') {
      *c = (char)(*c - 'A' + 'a');
    } else if (*c == '/') {
      *c = '_';
    }
  }
  for (unsigned i = 0; i < sizeof(ENDS) / sizeof(ENDS[0]); i++) {
    size_t length = strlen(name);
    size_t end = strlen(ENDS[i]);
    if (length > end && strcmp(name + length - end, ENDS[i]) == 0) {
      name[length - end] = '\0';
    }
  }
}

static void make_metric(const char *name, bool is_fan, char ret_metric[static METRIC_NAME_SIZE]) {
  char clean[48];
  name_clean(text_of(name), clean, sizeof(clean));
  tidy(clean);
  snprintf(ret_metric, METRIC_NAME_SIZE, "%s/%s", is_fan ? "fan" : "temperature", clean);
}

static struct sensor *add(struct sensors *sensors, const char *name, bool is_fan) {
  bool full =
      is_fan ? sensors->fans == FANS_MAX : sensors->count - sensors->fans == TEMPERATURES_MAX;
  if (full) {
    return NULL;
  }
  struct sensor *sensor = &sensors->entries[sensors->count];
  *sensor = (struct sensor){.is_fan = is_fan};
  text_copy(text_of(name), sensor->name, sizeof(sensor->name));
  make_metric(name, is_fan, sensor->metric);
  name_make_unique(sensor->metric, sizeof(sensor->metric), sensors->entries, sensors->count,
                   sizeof(*sensor));
  sensors->count++;
  sensors->fans += is_fan ? 1 : 0;
  return sensor;
}

/* temp1_input, temp2_input, …, or the fans, of one chip. */
static void search_chip(struct sensors *sensors, const char *root, const char *directory,
                        const char *chip, bool is_fan) {
  const char *kind = is_fan ? "fan" : "temp";
  unsigned gap = 0;
  for (unsigned i = 1; i < INPUTS_MAX && gap < GAP_MAX; i++) {
    char path[96];
    char label[40];
    char name[80];
    int64_t raw;
    snprintf(path, sizeof(path), "%s/%s%u_input", directory, kind, i);
    if (file_read_number(root, path, &raw) < 0) {
      gap++;
      continue;
    }
    gap = 0;
    char label_path[96];
    snprintf(label_path, sizeof(label_path), "%s/%s%u_label", directory, kind, i);
    if (file_read_word(root, label_path, label, sizeof(label)) >= 0) {
      snprintf(name, sizeof(name), "%s %s", chip, label);
    } else if (i == 1) {
      snprintf(name, sizeof(name), "%s", chip);
    } else {
      snprintf(name, sizeof(name), "%s %u", chip, i);
    }
    struct sensor *sensor = add(sensors, name, is_fan);
    if (sensor) {
      memcpy(sensor->path, path, sizeof(path));
    }
  }
}

static void search_hwmon(struct sensors *sensors, const char *root) {
  unsigned gap = 0;
  for (unsigned i = 0; i < HWMON_MAX && gap < GAP_MAX; i++) {
    char directory[48];
    char path[64];
    char chip[32];
    snprintf(directory, sizeof(directory), "/sys/class/hwmon/hwmon%u", i);
    snprintf(path, sizeof(path), "%s/name", directory);
    if (file_read_word(root, path, chip, sizeof(chip)) < 0) {
      gap++;
      continue;
    }
    gap = 0;
    search_chip(sensors, root, directory, chip, false);
    search_chip(sensors, root, directory, chip, true);
  }
}

/* The kernel shows most thermal zones as a chip of hwmon too, under the same name. */
static bool is_shown_already(const struct sensors *sensors, const char *zone) {
  char metric[METRIC_NAME_SIZE];
  make_metric(zone, false, metric);
  for (unsigned i = 0; i < sensors->count; i++) {
    if (strcmp(sensors->entries[i].metric, metric) == 0 &&
        strstr(sensors->entries[i].path, "/hwmon/") != NULL) {
      return true;
    }
  }
  return false;
}

static void search_thermal(struct sensors *sensors, const char *root) {
  unsigned gap = 0;
  for (unsigned i = 0; i < ZONES_MAX && gap < GAP_MAX; i++) {
    char path[64];
    char zone[32];
    snprintf(path, sizeof(path), "/sys/class/thermal/thermal_zone%u/type", i);
    if (file_read_word(root, path, zone, sizeof(zone)) < 0) {
      gap++;
      continue;
    }
    gap = 0;
    struct sensor *sensor = is_shown_already(sensors, zone) ? NULL : add(sensors, zone, false);
    if (sensor) {
      snprintf(sensor->path, sizeof(sensor->path), "/sys/class/thermal/thermal_zone%u/temp", i);
    }
  }
}

/* What a list of sensors is, whatever they measure at the moment. */
static uint64_t fingerprint(const struct sensors *sensors) {
  uint64_t hash = 14695981039346656037U;
  for (unsigned i = 0; i < sensors->count; i++) {
    const char *const parts[] = {sensors->entries[i].metric, sensors->entries[i].name,
                                 sensors->entries[i].path};
    for (unsigned part = 0; part < 3; part++) {
      const char *c = parts[part];
      do {
        hash = (hash ^ (unsigned char)*c) * 1099511628211U;
      } while (*c++ != '\0');
    }
  }
  return hash;
}

bool sensors_search(struct sensors *sensors, const char *root) {
  uint64_t before = fingerprint(sensors);
  sensors->count = 0;
  sensors->fans = 0;
  search_hwmon(sensors, root);
  search_thermal(sensors, root);
  return fingerprint(sensors) != before;
}

static void read_values(struct sensors *sensors, const char *root) {
  for (unsigned i = 0; i < sensors->count; i++) {
    struct sensor *sensor = &sensors->entries[i];
    int64_t raw;
    sensor->known = file_read_number(root, sensor->path, &raw) >= 0 &&
                    sensor_value(sensor->is_fan, raw, &sensor->value);
  }
}

void sensors_sample(struct sensors *sensors, struct sampling *sampling) {
  uint64_t started_nanos = sampling_nanos();
  if (pace_is_due(&sensors->pace, started_nanos)) {
    if (started_nanos >= sensors->search_due_nanos) {
      sensors->search_due_nanos = started_nanos + SEARCH_EVERY_NANOS;
      sampling->facts_changed |= sensors_search(sensors, sampling->root);
      started_nanos = sampling_nanos(); /* a search is rare: only the reading sets the pace */
    }
    read_values(sensors, sampling->root);
    pace_spent(&sensors->pace, started_nanos, sampling_nanos());
    bool has_temperature = sensors->count > sensors->fans;
    missing_set(sampling->missing, "temperature",
                has_temperature ? NULL : "no sensor under /sys/class/thermal or /sys/class/hwmon");
  }
  for (unsigned i = 0; i < sensors->count; i++) {
    const struct sensor *sensor = &sensors->entries[i];
    if (sensor->known) {
      metrics_put(sampling->metrics, sensor->metric, sensor->value, sensor->is_fan ? 0 : 1);
    }
  }
}
