/* What the machine is: names of the host, its system, board and CPU; and its uptime. */
#pragma once

#include "sampling.h"

struct system_names {
  char host[65];
  char os[96];
  char kernel[65];
  char arch[32];
  char machine[96]; /* this and what follows: "" when not known */
  char cpu[96];
};

/* given_host: the name that the user wants, or NULL. */
void system_read_names(const char *root, const char *given_host, struct system_names *ret_names);

void system_sample_uptime(struct sampling *sampling);

/* PRETTY_NAME of os-release(5). False when it has none. */
bool system_parse_os(struct text os_release, char *ret_os, size_t size);

/* The model of the first CPU in /proc/cpuinfo; ARM says only numbers, of which the common ones are
 * known. */
bool system_parse_cpu(struct text cpuinfo, char *ret_cpu, size_t size);

/* Whole seconds of /proc/uptime. */
bool system_parse_uptime(struct text uptime, int64_t *ret_seconds);
