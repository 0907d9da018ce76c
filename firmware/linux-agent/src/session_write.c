#include "sample_line.h"
#include "session.h"
#include "version.h"

#define FULL_EVERY_NANOS 30000000000U

static void write_hello(struct session *session, struct line *line) {
  /* The whole look at the names costs little and is rare. */
  struct host *host = &session->recorder->host;
  system_read_names(host->root, host->given_name, &host->names);
  line_open(line, '{');
  line_member(line, "type", "hello");
  line_member(line, "agent", "kymata-agent/" AGENT_VERSION);
  line_member(line, "token", session->token ? session->token : "");
  line_member(line, "id", session->identity->id);
  line_member(line, "run", session->identity->run);
  line_member(line, "host", host->names.host);
  line_key(line, "next");
  line_integer(line, (int64_t)buffer_next_seq(&session->recorder->buffer));
  line_close(line, '}');
  line_end(line);
  session->hello_pending = false;
}

static void write_error(struct session *session, struct line *line) {
  line_open(line, '{');
  line_member(line, "type", "error");
  line_member(line, "error", session->error);
  line_close(line, '}');
  line_end(line);
  session->error[0] = '\0';
}

static void write_pong(struct session *session, struct line *line) {
  line_open(line, '{');
  line_member(line, "type", "pong");
  line_close(line, '}');
  line_end(line);
  session->pong_pending = false;
}

static void write_facts(struct session *session, struct line *line) {
  host_write_facts(&session->recorder->host, line);
  session->facts_pending = false;
  session->facts_fresh = true;
}

/* A sample, or the facts that go before a full one. */
static void write_sample_or_facts(struct session *session, struct line *line) {
  struct recorder *recorder = session->recorder;
  struct buffer_reader *reader = &session->reader;
  uint64_t now_nanos = sampling_nanos();
  if (buffer_is_lost(&recorder->buffer, reader)) {
    session->dropped += recorder->buffer.oldest_seq - reader->seq;
    buffer_rewind(&recorder->buffer, reader);
    session->full_pending = true;
  }
  bool full = session->full_pending || now_nanos >= session->full_due_nanos;
  if (full && !session->facts_fresh) {
    write_facts(session, line);
    return;
  }
  sample_line_write(recorder, reader, full, session->dropped, line);
  session->dropped = 0;
  session->facts_fresh = false;
  session->full_pending = false;
  session->full_due_nanos = full ? now_nanos + FULL_EVERY_NANOS : session->full_due_nanos;
}

bool session_write(struct session *session, struct line *line) {
  struct recorder *recorder = session->recorder;
  if (session->hello_pending) {
    write_hello(session, line);
  } else if (session->error[0]) {
    write_error(session, line);
  } else if (session->phase == SESSION_OVER) {
    return false;
  } else if (session->pong_pending) {
    write_pong(session, line);
  } else if (session->phase != SESSION_LIVE || !recorder->running) {
    return false;
  } else if (session->facts_pending || recorder->host.facts_changed) {
    write_facts(session, line);
  } else if (session->reader.seq < buffer_next_seq(&recorder->buffer)) {
    write_sample_or_facts(session, line);
  } else if (session->processes && session->processes->pending) {
    processes_write(session->processes, recorder->host.root, recorder->host.cpu.boot_seconds, line);
  } else {
    return false;
  }
  return true;
}
