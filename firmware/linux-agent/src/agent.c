#include "agent.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SILENCE_NANOS 45000000000U

/* Between two looks at what the hub says: a stop must not wait behind ten minutes of samples. */
#define LINES_A_TURN 16

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void note(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("kymata-agent: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
}

static bool is_connected(const struct agent *agent) {
  return agent->connection.fd >= 0;
}

static void begin_session(struct agent *agent) {
  union net_address peer;
  char shown[NET_SHOWN_SIZE] = "the hub";
  if (net_peer(agent->connection.fd, &peer) >= 0) {
    net_show(&peer, shown);
  }
  note("connected: %s", shown);
  agent->out_length = 0;
  agent->out_sent = 0;
  session_begin(&agent->session);
}

static void end_session(struct agent *agent, const char *why, uint64_t now_nanos) {
  note("disconnected: %s", agent->session.hub_error[0] ? agent->session.hub_error : why);
  connection_close(&agent->connection);
  if (!agent->options->listen) {
    if (agent->session.welcomed) {
      agent->dialer.failures = 0;
    }
    dialer_back_off(&agent->dialer, now_nanos);
  }
  session_end(&agent->session);
}

/* Gives the socket what is left of the last line. 1 when it took all, 0 when it did not, or a
 * negative errno. */
static int flush(struct agent *agent) {
  while (agent->out_sent < agent->out_length) {
    int r = connection_send(&agent->connection, agent->out + agent->out_sent,
                            agent->out_length - agent->out_sent);
    if (r <= 0) {
      return r;
    }
    agent->out_sent += (size_t)r;
  }
  return 1;
}

/* Lets the session take a line that has come, or say one. False when there is neither. */
static bool take_or_write(struct agent *agent) {
  struct text text;
  int r = session_is_ready(&agent->session) ? connection_line(&agent->connection, &text) : 0;
  if (r != 0) {
    if (r > 0) {
      session_take(&agent->session, text);
    } else {
      session_take_too_long(&agent->session);
    }
    return true;
  }
  struct line line;
  line_begin(&line, agent->out, sizeof(agent->out));
  if (!session_write(&agent->session, &line)) {
    return false;
  }
  agent->out_length = line.length;
  agent->out_sent = 0;
  return true;
}

/* Whether more could be done at once; or a negative errno, after which the connection is of no use.
 */
static int carry_lines(struct agent *agent) {
  for (unsigned i = 0; i < LINES_A_TURN; i++) {
    int r = flush(agent);
    if (r <= 0) {
      return r;
    }
    if (!take_or_write(agent)) {
      return agent->session.phase == SESSION_OVER ? -ECONNABORTED : 0;
    }
  }
  return 1;
}

static uint64_t earlier(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

/* How long poll() may wait, rounded up so that it does not wake just before the time. */
static struct timespec timeout_until(uint64_t due_nanos, uint64_t now_nanos) {
  uint64_t nanos = due_nanos > now_nanos ? due_nanos - now_nanos : 0;
  uint64_t seconds = nanos / 1000000000U;
  return (struct timespec){.tv_sec = seconds < 3600 ? (time_t)seconds : 3600,
                           .tv_nsec = (long)(nanos % 1000000000U)};
}

static short connection_events(const struct agent *agent, bool has_more) {
  bool has_room =
      agent->connection.length - agent->connection.taken < sizeof(agent->connection.bytes);
  bool has_output = has_more || agent->out_sent < agent->out_length;
  return (short)((has_room ? POLLIN : 0) | (has_output ? POLLOUT : 0));
}

static void dial(struct agent *agent, bool ready, uint64_t now_nanos) {
  int fd = dialer_step(&agent->dialer, ready, now_nanos);
  if (fd >= 0) {
    connection_init(&agent->connection, fd, now_nanos);
    begin_session(agent);
  } else if (fd != -EAGAIN) {
    note("cannot connect: %s", agent->dialer.why);
  }
}

static void listen_on(struct agent *agent, const struct pollfd *fds, uint64_t now_nanos) {
  /* Those that wait first: a new one may take the place of one of them. */
  for (unsigned i = 0; i < LISTENER_PENDING_MAX; i++) {
    if (fds[i + 1].revents && agent->listener.pending[i].fd == fds[i + 1].fd &&
        listener_step(&agent->listener, i, is_connected(agent), now_nanos, &agent->connection) >
            0) {
      begin_session(agent);
    }
  }
  if (fds[0].revents) {
    listener_accept(&agent->listener, now_nanos);
  }
}

static void receive(struct agent *agent, short events, uint64_t now_nanos) {
  int r =
      events & (POLLIN | POLLHUP | POLLERR) ? connection_receive(&agent->connection, now_nanos) : 0;
  if (r < 0 && r != -EAGAIN) {
    end_session(agent, r == -ECONNRESET ? "the hub closed the connection" : strerror(-r),
                now_nanos);
  } else if (now_nanos - agent->connection.received_nanos > SILENCE_NANOS) {
    end_session(agent, "45 s without a byte", now_nanos);
  }
}

/* One turn of the loop. has_more: something can be done at once. */
static bool turn(struct agent *agent, bool has_more, const sigset_t *signals) {
  enum { CONNECTION, LISTENER, PENDING, FDS = PENDING + LISTENER_PENDING_MAX };
  struct pollfd fds[FDS];
  uint64_t now_nanos = sampling_nanos();
  uint64_t due_nanos = agent->recorder.running ? agent->recorder.due_nanos : UINT64_MAX;
  for (unsigned i = 0; i < FDS; i++) {
    fds[i] = (struct pollfd){.fd = -1, .events = POLLIN};
  }
  if (is_connected(agent)) {
    fds[CONNECTION].fd = agent->connection.fd;
    fds[CONNECTION].events = connection_events(agent, has_more);
    due_nanos = earlier(due_nanos, agent->connection.received_nanos + SILENCE_NANOS + 1);
  } else if (!agent->options->listen) {
    fds[CONNECTION].fd = dialer_fd(&agent->dialer, &fds[CONNECTION].events);
    due_nanos = earlier(due_nanos, agent->dialer.due_nanos);
  }
  if (agent->options->listen) {
    due_nanos = earlier(due_nanos, listener_expire(&agent->listener, now_nanos));
    fds[LISTENER].fd = agent->listener.fd;
    for (unsigned i = 0; i < LISTENER_PENDING_MAX; i++) {
      fds[PENDING + i].fd = agent->listener.pending[i].fd;
    }
  }
  struct timespec timeout = timeout_until(due_nanos, now_nanos);
  if (ppoll(fds, FDS, &timeout, signals) < 0) {
    return has_more; /* a signal */
  }
  now_nanos = sampling_nanos();
  if (is_connected(agent)) {
    receive(agent, fds[CONNECTION].revents, now_nanos);
  } else if (!agent->options->listen) {
    dial(agent, fds[CONNECTION].revents != 0, now_nanos);
  }
  if (agent->options->listen) {
    listen_on(agent, fds + LISTENER, now_nanos);
  }
  if (recorder_tick(&agent->recorder) && is_connected(agent)) {
    session_sampled(&agent->session);
  }
  int r = is_connected(agent) ? carry_lines(agent) : 0;
  if (r < 0) {
    end_session(agent, r == -ECONNABORTED ? "the greeting failed" : strerror(-r), sampling_nanos());
  }
  return r > 0;
}

int agent_init(struct agent *agent, const struct options *options) {
  agent->options = options;
  agent->connection.fd = -1;
  recorder_init(&agent->recorder, options->root, options->name, options->interval_millis);
  int r = identity_make(options->root, agent->recorder.host.names.host, &agent->identity);
  if (r < 0) {
    return r;
  }
  agent->processes.with_commands = options->command_lines;
  agent->session.recorder = &agent->recorder;
  agent->session.processes = options->processes ? &agent->processes : NULL;
  agent->session.identity = &agent->identity;
  agent->session.token = options->listen ? NULL : options->secret;
  if (!options->listen) {
    dialer_init(&agent->dialer, options->host, options->port, options->insecure);
    recorder_start(&agent->recorder); /* what happens before the hub is there is told to it later */
    return 0;
  }
  r = net_listen(&options->listen_address);
  if (r < 0) {
    return r;
  }
  listener_init(&agent->listener, r, options->secret[0] ? options->secret : NULL);
  char shown[NET_SHOWN_SIZE];
  net_show(&options->listen_address, shown);
  note("listening on %s%s", shown, options->secret[0] ? "" : " without a key");
  return 0;
}

void agent_run(struct agent *agent, const volatile sig_atomic_t *stop, const sigset_t *signals) {
  bool has_more = false;
  while (!*stop) {
    has_more = turn(agent, has_more, signals);
  }
  connection_close(&agent->connection);
  if (agent->options->listen) {
    listener_close(&agent->listener);
  } else {
    dialer_cancel(&agent->dialer);
  }
}
