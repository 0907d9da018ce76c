/* Waits for the hub. Whoever connects has 10 s to say hello, with the key where there is one. */
#pragma once

#include "connection.h"

#define LISTENER_PENDING_MAX 4

struct listener {
  int fd;
  const char *key; /* NULL: everybody is the hub */
  struct connection pending[LISTENER_PENDING_MAX];
  uint64_t due_nanos[LISTENER_PENDING_MAX]; /* when a pending one is given up */
};

void listener_init(struct listener *listener, int fd, const char *key);
void listener_close(struct listener *listener);

/* Takes a connection. When all places are taken, the oldest of those that said nothing yet makes
 * room. */
void listener_accept(struct listener *listener, uint64_t now_nanos);

/* Reads from a pending connection. 1 when it is the hub: it is moved to ret_connection; 0 when it
 * is not yet known or was refused. busy: another hub is connected. */
int listener_step(struct listener *listener, unsigned i, bool busy, uint64_t now_nanos,
                  struct connection *ret_connection);

/* Closes those that said nothing. When the next of them is to be closed; UINT64_MAX for never. */
uint64_t listener_expire(struct listener *listener, uint64_t now_nanos);

/* What is wrong with the first line of who connected, NULL when nothing is. */
const char *listener_check_hello(struct text line, const char *key);
