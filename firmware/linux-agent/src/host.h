/* The machine: every metric family, and the facts about it. */
#pragma once

#include "battery.h"
#include "cpu.h"
#include "disk.h"
#include "drive.h"
#include "frequency.h"
#include "line.h"
#include "load.h"
#include "memory.h"
#include "network.h"
#include "process.h"
#include "sensor.h"
#include "system.h"
#include "tcp.h"

struct host {
  const char *root;
  const char *given_name; /* what the user calls it, or NULL */
  struct system_names names;
  struct cpu cpu;
  struct frequency frequency;
  struct memory memory;
  struct disks disks;
  struct drives drives;
  struct network network;
  struct tcp tcp;
  struct sensors sensors;
  struct batteries batteries;
  struct process_count process_count;
  struct missing missing;
  bool facts_changed; /* since they were written */
  char text[SAMPLING_TEXT_SIZE];
};

void host_init(struct host *host, const char *root, const char *given_name);

/* Takes a sample. */
void host_sample(struct host *host, struct metrics *metrics);

/* Writes the line of facts. Items of lists that find no room are left out. */
void host_write_facts(struct host *host, struct line *line);
