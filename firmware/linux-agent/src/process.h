/* Processes: how many there are, from the names in /proc; and, while somebody looks, the table of
 * them. */
#pragma once

#include "line.h"
#include "pace.h"
#include "sampling.h"
#include "users.h"

#define PROCESSES_MAX 4096

/* How many are shown by CPU, and how many by memory. */
#define PROCESSES_TOP 20

enum { PROCESS_SHOWN_BY_CPU = 1, PROCESS_SHOWN_BY_MEMORY = 2, PROCESS_SHOWN_WITH_ALL = 4 };

enum process_show { PROCESS_SHOW_NONE, PROCESS_SHOW_TOP, PROCESS_SHOW_ALL };

struct process {
  uint64_t start_ticks; /* since boot; with pid the identity of a process */
  uint64_t cpu_ticks;
  uint64_t memory_bytes;
  int32_t pid;
  int32_t cpu_tenths; /* of a percent of one core; -1: not looked at before */
  uint32_t threads;
  char name[32];
  char state;
  uint8_t shown; /* why it is: PROCESS_SHOWN_… */
};

struct process_count {
  struct pace pace;
  int64_t count;
};

struct processes {
  struct process entries[PROCESSES_MAX];
  struct process_before {
    uint64_t start_ticks;
    uint64_t cpu_ticks;
    int32_t pid;
  } before[PROCESSES_MAX];
  unsigned count;
  unsigned count_before;
  unsigned total; /* of the machine, also those that found no room */
  unsigned next;  /* the entry that the next line begins with */
  uint64_t nanos;
  int64_t time_millis;
  bool pending; /* lines are left to write */
  bool with_commands;
  struct users users;
};

void process_count_sample(struct process_count *count, struct sampling *sampling);

/* Parses /proc/PID/stat. False when it is cut or garbled. */
bool process_parse(struct text stat, uint64_t page_bytes, struct process *ret_process);

/* Reads the table and marks what is to be shown. -errno when /proc cannot be read. */
int processes_read(struct processes *processes, const char *root, enum process_show show,
                   int64_t time_millis);

/* Nobody looks any more. */
void processes_forget(struct processes *processes);

/* Writes a line with as many of the pending processes as fit; "more":true when others follow.
 * boot_seconds: since 1970, 0 when not known. */
void processes_write(struct processes *processes, const char *root, int64_t boot_seconds,
                     struct line *line);
