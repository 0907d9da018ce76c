/* The agent: one loop around poll() that samples, connects or is connected to, and carries lines.
 */
#pragma once

#include <signal.h>

#include "connection.h"
#include "dialer.h"
#include "listener.h"
#include "options.h"
#include "session.h"

struct agent {
  const struct options *options;
  struct recorder recorder;
  struct processes processes;
  struct identity identity;
  struct session session;
  struct connection connection; /* to the hub */
  struct dialer dialer;
  struct listener listener;
  char out[SESSION_LINE_BYTES];
  size_t out_length;
  size_t out_sent;
};

/* 0 or a negative errno. */
int agent_init(struct agent *agent, const struct options *options);

/* Runs until *stop is set by a signal; signals: the mask to wait with. */
void agent_run(struct agent *agent, const volatile sig_atomic_t *stop, const sigset_t *signals);
