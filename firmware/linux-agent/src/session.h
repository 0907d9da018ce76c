/* What agent and hub say to each other once the one who connects has spoken: the protocol, without
 * any socket. Lines of the hub go in; when the socket has taken the last line, the next one is
 * asked for. */
#pragma once

#include "identity.h"
#include "recorder.h"

/* The longest line, its end included. */
#define SESSION_LINE_BYTES (64 * 1024)

enum session_phase {
  SESSION_GREETING, /* waits for the hub's welcome */
  SESSION_LIVE,
  SESSION_OVER, /* what is left to say is said, then the connection is closed */
};

struct session {
  struct recorder *recorder;
  struct processes *processes; /* NULL: not for this hub's eyes */
  const struct identity *identity;
  const char *token; /* NULL when the hub connected to us */
  enum session_phase phase;
  enum process_show show;
  bool welcomed; /* the hub knew us: when this ends, it may be tried again soon */
  bool hello_pending;
  bool pong_pending;
  bool facts_pending;
  bool facts_fresh; /* they were written since the last sample */
  bool full_pending;
  uint64_t full_due_nanos;
  uint64_t dropped; /* samples that the hub will not get, since it was told */
  struct buffer_reader reader;
  char error[160];     /* to tell the hub; "" for none */
  char hub_error[160]; /* what the hub told us last; "" for nothing */
};

/* Begins with a hello. recorder, processes, identity and token are set already. */
void session_begin(struct session *session);

/* The connection is gone: nobody looks at processes any more. */
void session_end(struct session *session);

/* Whether a line may be given to it: an answer may be waiting to be said first. */
bool session_is_ready(const struct session *session);

/* Takes a line of the hub, without its end. */
void session_take(struct session *session, struct text line);

/* The hub sent a line that is longer than any that it may send. */
void session_take_too_long(struct session *session);

/* The recorder took a sample. */
void session_sampled(struct session *session);

/* Writes the next line. False when there is nothing to say. */
bool session_write(struct session *session, struct line *line);
