/* What goes through the network interfaces, from /proc/net/dev. */
#pragma once

#include "sampling.h"

#define INTERFACES_MAX 64

enum {
  NETWORK_BYTES_IN,
  NETWORK_PACKETS_IN,
  NETWORK_ERRORS_IN,
  NETWORK_DROPS_IN,
  NETWORK_BYTES_OUT,
  NETWORK_PACKETS_OUT,
  NETWORK_ERRORS_OUT,
  NETWORK_DROPS_OUT,
  NETWORK_COUNTERS
};

struct interface {
  char metric[METRIC_NAME_SIZE]; /* first: names are compared there. "net/eth0" */
  char name[32];
  uint64_t counters[NETWORK_COUNTERS];
  bool known; /* the counters are those of the text before */
  bool seen;
};

struct network {
  struct interface entries[INTERFACES_MAX];
  unsigned count;
  uint64_t nanos; /* when the counters were read */
  bool cut;       /* there are more */
};

void network_sample(struct network *network, struct sampling *sampling);

/* Parses /proc/net/dev and puts what went through since the text before. Left out is lo. True when
 * an interface came or went. */
bool network_update(struct network *network, struct text text, uint64_t nanos,
                    struct metrics *metrics);
