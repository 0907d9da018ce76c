#include "session.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

static void complain(struct session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void complain(struct session *session, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(session->error, sizeof(session->error), format, arguments);
  va_end(arguments);
  /* Only the first line decides whether this is a hub at all. */
  if (session->phase == SESSION_GREETING) {
    session->phase = SESSION_OVER;
  }
}

static void start(struct session *session) {
  recorder_start(session->recorder);
  session->facts_pending = true;
  session->full_pending = true;
}

/* Sets the reader on the first sample that the hub does not have; from is 0 when it has none. */
static void read_from(struct session *session, uint64_t from) {
  struct buffer *buffer = &session->recorder->buffer;
  if (from > 0) {
    buffer_forget(buffer, from - 1);
  }
  uint64_t had = from > 0 ? from - 1 : buffer->forgotten_seq;
  session->dropped = buffer->oldest_seq - 1 > had ? buffer->oldest_seq - 1 - had : 0;
  buffer_rewind(buffer, &session->reader);
}

static void take_welcome(struct session *session, const struct json *json) {
  uint64_t from = 0;
  uint64_t millis = session->recorder->interval_millis;
  bool running = true;
  uint64_t next = buffer_next_seq(&session->recorder->buffer);
  if (json_unsigned(json, "from", &from) < 0 || from > next) {
    complain(session, "from must be a whole number from 0 to %" PRIu64, next);
  } else if (json_unsigned(json, "intervalMillis", &millis) < 0 ||
             !recorder_set_interval(session->recorder, millis)) {
    complain(session, "intervalMillis must be %u to %u", RECORDER_INTERVAL_MILLIS_MIN,
             RECORDER_INTERVAL_MILLIS_MAX);
  } else if (json_bool(json, "running", &running) < 0) {
    complain(session, "running must be true or false");
  } else {
    session->phase = SESSION_LIVE;
    session->welcomed = true;
    read_from(session, from);
    if (running) {
      start(session);
    } else {
      recorder_stop(session->recorder);
    }
  }
}

static void take_interval(struct session *session, const struct json *json) {
  uint64_t millis;
  if (json_unsigned(json, "millis", &millis) < 0 ||
      !recorder_set_interval(session->recorder, millis)) {
    complain(session, "millis must be %u to %u", RECORDER_INTERVAL_MILLIS_MIN,
             RECORDER_INTERVAL_MILLIS_MAX);
  }
}

static void take_processes(struct session *session, const struct json *json) {
  char show[8];
  if (json_text(json, "show", show, sizeof(show)) < 0) {
    show[0] = '\0';
  }
  enum process_show wanted = PROCESS_SHOW_NONE;
  if (strcmp(show, "top") == 0) {
    wanted = PROCESS_SHOW_TOP;
  } else if (strcmp(show, "all") == 0) {
    wanted = PROCESS_SHOW_ALL;
  } else if (strcmp(show, "none") != 0) {
    complain(session, "show must be \"none\", \"top\" or \"all\"");
    return;
  }
  if (wanted != PROCESS_SHOW_NONE && !session->processes) {
    complain(session, "this agent was started with --no-processes");
    return;
  }
  session->show = wanted;
  if (session->processes && wanted == PROCESS_SHOW_NONE) {
    processes_forget(session->processes);
  }
}

static void take_ack(struct session *session, const struct json *json) {
  uint64_t seq;
  if (json_unsigned(json, "seq", &seq) < 0 || seq >= session->reader.seq) {
    complain(session, "seq must be a whole number below %" PRIu64 ", of a sample that was sent",
             session->reader.seq);
    return;
  }
  buffer_forget(&session->recorder->buffer, seq);
}

static void take_error(struct session *session, const struct json *json) {
  if (json_text(json, "error", session->hub_error, sizeof(session->hub_error)) < 0) {
    snprintf(session->hub_error, sizeof(session->hub_error),
             "the hub reports an error without a text");
  }
  if (session->phase == SESSION_GREETING) {
    session->phase = SESSION_OVER;
  }
}

static void take_live(struct session *session, const char *type, const struct json *json) {
  if (strcmp(type, "start") == 0) {
    start(session);
  } else if (strcmp(type, "stop") == 0) {
    recorder_stop(session->recorder);
  } else if (strcmp(type, "interval") == 0) {
    take_interval(session, json);
  } else if (strcmp(type, "processes") == 0) {
    take_processes(session, json);
  } else if (strcmp(type, "ping") == 0) {
    session->pong_pending = true;
  } else if (strcmp(type, "ack") == 0) {
    take_ack(session, json);
  } else if (strcmp(type, "pong") != 0) {
    complain(session,
             "no such type here; it must be start, stop, interval, processes, ping or ack");
  }
}

void session_begin(struct session *session) {
  session->phase = SESSION_GREETING;
  session->show = PROCESS_SHOW_NONE;
  session->hello_pending = true;
  session->pong_pending = false;
  session->facts_pending = false;
  session->facts_fresh = false;
  session->full_pending = false;
  session->dropped = 0;
  session->error[0] = '\0';
  session->hub_error[0] = '\0';
  session->welcomed = false;
}

void session_end(struct session *session) {
  session->phase = SESSION_OVER;
  session->show = PROCESS_SHOW_NONE;
  if (session->processes) {
    processes_forget(session->processes);
  }
}

bool session_is_ready(const struct session *session) {
  return session->phase != SESSION_OVER && !session->error[0] && !session->pong_pending;
}

void session_take(struct session *session, struct text line) {
  struct json json;
  const char *why;
  size_t at;
  char type[16];
  if (text_length(text_trim(line)) == 0) {
    return;
  }
  if (json_read(line, &json, &why, &at) < 0) {
    complain(session, "byte %zu: %s; a line must be one JSON object", at + 1, why);
    return;
  }
  if (json_text(&json, "type", type, sizeof(type)) < 0) {
    complain(session, "type is missing or no known one");
  } else if (strcmp(type, "error") == 0) {
    take_error(session, &json);
  } else if (session->phase == SESSION_LIVE) {
    take_live(session, type, &json);
  } else if (strcmp(type, "welcome") == 0) {
    take_welcome(session, &json);
  } else {
    complain(session, "a welcome belongs here");
  }
}

void session_take_too_long(struct session *session) {
  complain(session, "the line is too long; the hub's lines have at most 4096 bytes");
}

void session_sampled(struct session *session) {
  if (session->phase == SESSION_LIVE && session->show != PROCESS_SHOW_NONE &&
      !session->processes->pending) {
    struct host *host = &session->recorder->host;
    int r = processes_read(session->processes, host->root, session->show,
                           session->recorder->buffer.newest_time_millis);
    if (r < 0) {
      missing_set_errno(&host->missing, "process table", "/proc", r);
    } else {
      missing_set(&host->missing, "process table", NULL);
    }
  }
}
