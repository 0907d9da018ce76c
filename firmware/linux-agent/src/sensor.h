/* Temperatures and fans, from /sys/class/hwmon and /sys/class/thermal. */
#pragma once

#include "pace.h"
#include "sampling.h"

#define TEMPERATURES_MAX 64
#define FANS_MAX 32
#define SENSORS_MAX (TEMPERATURES_MAX + FANS_MAX)

struct sensor {
  char metric[METRIC_NAME_SIZE]; /* first: names are compared there. "temperature/cpu",
                                    "fan/cpu_fan" */
  char name[64];                 /* as the machine calls it: "coretemp Package id 0" */
  char path[96];                 /* the file with the value */
  int64_t value;                 /* tenths of a degree, or turns a minute */
  bool is_fan;
  bool known; /* it could be read */
};

struct sensors {
  struct sensor entries[SENSORS_MAX];
  unsigned count;
  unsigned fans;
  struct pace pace;
  uint64_t search_due_nanos; /* when to look for sensors that came or went */
};

void sensors_sample(struct sensors *sensors, struct sampling *sampling);

/* Looks for sensors. True when they are not what they were. */
bool sensors_search(struct sensors *sensors, const char *root);

/* The value of a sensor's file in the unit of struct sensor. False when no sensor measures that. */
bool sensor_value(bool is_fan, int64_t raw, int64_t *ret_value);
