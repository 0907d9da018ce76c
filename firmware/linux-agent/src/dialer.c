#include "dialer.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define RESOLVE_NANOS 30000000000U
#define CONNECT_NANOS 10000000000U
#define BACK_OFF_NANOS 1000000000U
#define BACK_OFF_DOUBLINGS 6 /* 64 s, of which the longest counts */
#define BACK_OFF_NANOS_MAX 60000000000U

void dialer_init(struct dialer *dialer, const char *host, unsigned short port, bool insecure) {
  *dialer = (struct dialer){.host = host, .port = port, .insecure = insecure, .fd = -1};
}

int dialer_fd(const struct dialer *dialer, short *ret_events) {
  switch (dialer->state) {
    case DIALER_RESOLVING: *ret_events = POLLIN; return dialer->resolve.fd;
    case DIALER_CONNECTING: *ret_events = POLLOUT; return dialer->fd;
    case DIALER_WAITING: break;
  }
  return -1;
}

void dialer_back_off(struct dialer *dialer, uint64_t now_nanos) {
  unsigned doublings =
      dialer->failures < BACK_OFF_DOUBLINGS ? dialer->failures : BACK_OFF_DOUBLINGS;
  uint64_t pause_nanos = (uint64_t)BACK_OFF_NANOS << doublings;
  if (pause_nanos > BACK_OFF_NANOS_MAX) {
    pause_nanos = BACK_OFF_NANOS_MAX;
  }
  /* Between three quarters and all of it: a hundred agents must not come back at the same moment.
   */
  unsigned char random = 0;
  (void)!getrandom(&random, sizeof(random), GRND_NONBLOCK);
  dialer->due_nanos = now_nanos + pause_nanos - pause_nanos / 4 * random / 255;
  dialer->failures++;
  dialer->state = DIALER_WAITING;
}

static int fail(struct dialer *dialer, int error, uint64_t now_nanos) {
  dialer_back_off(dialer, now_nanos);
  return error;
}

/* Says what failed with an address and closes the socket. */
static void say_why(struct dialer *dialer, const union net_address *address, const char *why) {
  char shown[NET_SHOWN_SIZE];
  net_show(address, shown);
  snprintf(dialer->why, sizeof(dialer->why), "%s: %s", shown, why);
  if (dialer->fd >= 0) {
    close(dialer->fd);
    dialer->fd = -1;
  }
}

/* Begins to connect to the next address that takes it. */
static int connect_next(struct dialer *dialer, uint64_t now_nanos) {
  while (dialer->next_address < dialer->answer.count) {
    const union net_address *address = &dialer->answer.addresses[dialer->next_address++];
    if (!net_is_private(address) && !dialer->insecure) {
      say_why(dialer, address,
              "not a private address; the token would go over a plain line (--insecure sends it)");
      continue;
    }
    dialer->fd = net_connect(address);
    if (dialer->fd >= 0) {
      dialer->state = DIALER_CONNECTING;
      dialer->due_nanos = now_nanos + CONNECT_NANOS;
      return -EAGAIN;
    }
    say_why(dialer, address, strerror(-dialer->fd));
  }
  return fail(dialer, -ECONNREFUSED, now_nanos);
}

static int begin(struct dialer *dialer, uint64_t now_nanos) {
  dialer->next_address = 0;
  dialer->answer.count = 1;
  if (net_parse(dialer->host, dialer->port, &dialer->answer.addresses[0]) >= 0) {
    return connect_next(dialer, now_nanos);
  }
  int r = resolve_begin(&dialer->resolve, dialer->host, dialer->port);
  if (r < 0) {
    snprintf(dialer->why, sizeof(dialer->why), "cannot look up %s: %s", dialer->host, strerror(-r));
    return fail(dialer, r, now_nanos);
  }
  dialer->state = DIALER_RESOLVING;
  dialer->due_nanos = now_nanos + RESOLVE_NANOS;
  return -EAGAIN;
}

static int end_resolving(struct dialer *dialer, uint64_t now_nanos) {
  int r = resolve_end(&dialer->resolve, &dialer->answer);
  if (r >= 0 && dialer->answer.error == 0) {
    return connect_next(dialer, now_nanos);
  }
  snprintf(dialer->why, sizeof(dialer->why), "%s: %s", dialer->host,
           r < 0 ? strerror(-r) : gai_strerror(dialer->answer.error));
  return fail(dialer, -EHOSTUNREACH, now_nanos);
}

static int end_connecting(struct dialer *dialer, uint64_t now_nanos) {
  const union net_address *address = &dialer->answer.addresses[dialer->next_address - 1];
  union net_address peer;
  int r = net_connected(dialer->fd);
  if (r >= 0) {
    r = net_peer(dialer->fd, &peer);
  }
  if (r < 0) {
    say_why(dialer, address, strerror(-r));
    return connect_next(dialer, now_nanos);
  }
  /* What counts is who is at the other end, whatever was asked for. */
  if (!net_is_private(&peer) && !dialer->insecure) {
    say_why(dialer, &peer, "not a private address");
    return connect_next(dialer, now_nanos);
  }
  int fd = dialer->fd;
  dialer->fd = -1;
  dialer->state = DIALER_WAITING;
  return fd;
}

int dialer_step(struct dialer *dialer, bool ready, uint64_t now_nanos) {
  bool due = now_nanos >= dialer->due_nanos;
  switch (dialer->state) {
    case DIALER_WAITING: return due ? begin(dialer, now_nanos) : -EAGAIN;
    case DIALER_RESOLVING:
      if (ready) {
        return end_resolving(dialer, now_nanos);
      }
      if (due) {
        resolve_cancel(&dialer->resolve);
        snprintf(dialer->why, sizeof(dialer->why), "%s: no answer from the name server",
                 dialer->host);
        return fail(dialer, -ETIMEDOUT, now_nanos);
      }
      return -EAGAIN;
    case DIALER_CONNECTING:
      if (ready) {
        return end_connecting(dialer, now_nanos);
      }
      if (due) {
        say_why(dialer, &dialer->answer.addresses[dialer->next_address - 1], strerror(ETIMEDOUT));
        return connect_next(dialer, now_nanos);
      }
      return -EAGAIN;
  }
  return -EAGAIN;
}

void dialer_cancel(struct dialer *dialer) {
  resolve_cancel(&dialer->resolve);
  if (dialer->fd >= 0) {
    close(dialer->fd);
    dialer->fd = -1;
  }
}
