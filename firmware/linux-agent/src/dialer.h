/* Connects to the hub, again and again: after 1 s, then after twice as long each time, up to a
 * minute. */
#pragma once

#include <stdint.h>

#include "resolve.h"

enum dialer_state { DIALER_WAITING, DIALER_RESOLVING, DIALER_CONNECTING };

struct dialer {
  const char *host;
  unsigned short port;
  bool insecure; /* connect to addresses that are not private, too */
  enum dialer_state state;
  struct resolve resolve;
  struct resolve_answer answer;
  unsigned next_address;
  int fd;
  uint64_t due_nanos; /* of the next try, or when to give this one up */
  unsigned failures;  /* in a row */
  char why[200];      /* why the last try failed */
};

void dialer_init(struct dialer *dialer, const char *host, unsigned short port, bool insecure);

/* What to poll for; -1 for nothing. */
int dialer_fd(const struct dialer *dialer, short *ret_events);

/* Does what can be done without waiting; ready: poll found something. A connected socket; -EAGAIN:
 * not yet; another negative errno: this try failed, dialer->why says how. */
int dialer_step(struct dialer *dialer, bool ready, uint64_t now_nanos);

/* A try, or the session after it, failed: when to try again. */
void dialer_back_off(struct dialer *dialer, uint64_t now_nanos);

void dialer_cancel(struct dialer *dialer);
