/* Looks up a name without waiting for it: in a child process, since the C library's resolver waits,
 * and samples must still be taken while the network is away. */
#pragma once

#include <sys/types.h>

#include "net.h"

#define RESOLVE_ADDRESSES_MAX 8

struct resolve {
  pid_t child; /* 0: none */
  int fd;
};

struct resolve_answer {
  int error; /* of getaddrinfo(3); 0: none */
  unsigned count;
  union net_address addresses[RESOLVE_ADDRESSES_MAX];
};

/* Begins. Poll fd for reading. */
int resolve_begin(struct resolve *resolve, const char *host, unsigned short port);

/* Takes the answer and ends. -EIO when the child gave none. */
int resolve_end(struct resolve *resolve, struct resolve_answer *ret_answer);

/* Ends without an answer. */
void resolve_cancel(struct resolve *resolve);
