/* TCP connections by state, version 4 and 6 together. The kernel is asked by netlink
 * (sock_diag(7)), which is several times cheaper than /proc/net/tcp; that is read where netlink
 * does not answer, and below a root. */
#pragma once

#include "pace.h"
#include "sampling.h"

/* The kernel's states (include/net/tcp_states.h) count from 1. */
#define TCP_STATES 12

struct tcp {
  struct pace pace;
  uint32_t counts[TCP_STATES];
  bool known;
  bool netlink_failed;
};

void tcp_sample(struct tcp *tcp, struct sampling *sampling);

/* Counts whole lines of /proc/net/tcp or tcp6. How many bytes they took: the rest is a line that
 * goes on. */
size_t tcp_count_text(struct text text, uint32_t counts[static TCP_STATES]);

/* Counts the messages of a netlink answer. 1 when it is over, 0 when more follows, or a negative
 * errno. */
int tcp_count_answer(const void *answer, size_t length, uint32_t counts[static TCP_STATES]);

void tcp_put(const uint32_t counts[static TCP_STATES], struct metrics *metrics);
