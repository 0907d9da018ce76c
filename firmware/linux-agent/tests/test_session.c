/* The protocol without a socket: what the agent answers to each line of a hub. */
#include <time.h>

#include "session.h"
#include "test.h"

static struct recorder recorder;
static struct processes processes;
static struct identity identity;
static struct session session;
static char bytes[SESSION_LINE_BYTES + 1];

static void begin(const char *token) {
  memset(&recorder, 0, sizeof(recorder));
  memset(&processes, 0, sizeof(processes));
  memset(&session, 0, sizeof(session));
  strcpy(identity.id, "abc");
  strcpy(identity.run, "def");
  recorder_init(&recorder, "tests/fixtures/pi4", NULL, 1000);
  session.recorder = &recorder;
  session.processes = &processes;
  session.identity = &identity;
  session.token = token;
  session_begin(&session);
}

/* The next line that the agent says, without its end; "" for none. */
static const char *said(void) {
  struct line line;
  line_begin(&line, bytes, SESSION_LINE_BYTES);
  if (!session_write(&session, &line)) {
    return "";
  }
  CHECK(!line.overflowed && line.bytes[line.length - 1] == '\n');
  bytes[line.length - 1] = '\0';
  return bytes;
}

static bool says(const char *part) {
  bool good = strstr(said(), part) != NULL;
  if (!good) {
    fprintf(stderr, "said %s, not %s\n", bytes, part);
  }
  return good;
}

static void take(const char *line) {
  CHECK(session_is_ready(&session));
  session_take(&session, text_of(line));
}

static void sample(void) {
  recorder.due_nanos = 0;
  CHECK(recorder_tick(&recorder));
  session_sampled(&session);
}

/* As far as a session that runs. */
static void begin_live(void) {
  begin(NULL);
  said();
  take("{\"type\":\"welcome\",\"node\":\"k\",\"from\":0,\"intervalMillis\":1000,\"running\":true}");
  said();
}

static void it_says_hello_and_waits_for_a_welcome(void) {
  begin("sesame");
  CHECK_TEXT(
      said(),
      "{\"type\":\"hello\",\"agent\":\"kymata-agent/"
      "0.1.0\",\"token\":\"sesame\",\"id\":\"abc\",\"run\":\"def\",\"host\":\"pi-1\",\"next\":1}");
  CHECK_TEXT(said(), "");
  take("");
  take("{\"type\":\"welcome\",\"node\":\"k\",\"from\":0,\"intervalMillis\":2000,\"running\":true}");
  CHECK(recorder.running);
  CHECK_NUMBER(recorder.interval_millis, 2000);
  CHECK(says("{\"type\":\"facts\",\"host\":\"pi-1\""));
  CHECK_TEXT(said(), "");
  sample();
  CHECK(says("{\"type\":\"sample\",\"seq\":1,\"time\":"));
  CHECK(strstr(bytes, "\"full\":true") && strstr(bytes, "\"temperature/cpu\":48.7"));
  sample();
  CHECK(says("\"seq\":2,"));
  CHECK(!strstr(bytes, "full") && !strstr(bytes, "temperature"));
  begin(NULL);
  CHECK(says("hello") && !strstr(bytes, "token"));
}

static void a_wrong_first_line_ends_it(void) {
  static const struct {
    const char *line;
    const char *error;
  } ROWS[] = {
      {"HTTP/1.1 400 Bad Request", "byte 1: an object in {} belongs here"},
      {"{\"type\":\"start\"}", "a welcome belongs here"},
      {"{\"type\":7}", "type is missing"},
      {"{\"type\":\"welcome\"}", "from must be"},
      {"{\"type\":\"welcome\",\"from\":2,\"intervalMillis\":1000,\"running\":true}",
       "from must be a whole number from 0 to 1"},
      {"{\"type\":\"welcome\",\"from\":0,\"intervalMillis\":999,\"running\":true}",
       "intervalMillis must be 1000 to 60000"},
      {"{\"type\":\"welcome\",\"from\":0,\"intervalMillis\":1000,\"running\":1}",
       "running must be"},
  };
  for (unsigned i = 0; i < COUNT_OF(ROWS); i++) {
    begin(NULL);
    said();
    take(ROWS[i].line);
    CHECK(says(ROWS[i].error));
    CHECK(session.phase == SESSION_OVER);
    CHECK(!session.welcomed && !recorder.running);
    CHECK_TEXT(said(), "");
  }
  begin(NULL);
  said();
  take("{\"type\":\"error\",\"error\":\"unknown token\"}");
  CHECK(session.phase == SESSION_OVER);
  CHECK_TEXT(session.hub_error, "unknown token");
  CHECK_TEXT(said(), "");
}

static void a_wrong_line_later_is_answered_and_changes_nothing(void) {
  static const struct {
    const char *line;
    const char *error;
  } ROWS[] = {
      {"{", "byte 2: "},
      {"{\"type\":\"welcome\"}", "no such type here"},
      {"{\"type\":\"a type with a very long name\"}", "type is missing or no known one"},
      {"{\"type\":\"interval\"}", "millis must be 1000 to 60000"},
      {"{\"type\":\"interval\",\"millis\":60001}", "millis must be"},
      {"{\"type\":\"interval\",\"millis\":-1}", "millis must be"},
      {"{\"type\":\"interval\",\"millis\":1500.5}", "millis must be"},
      {"{\"type\":\"processes\"}", "show must be"},
      {"{\"type\":\"processes\",\"show\":\"some\"}", "show must be"},
      {"{\"type\":\"ack\",\"seq\":1}", "seq must be a whole number below 1"},
      {"{\"type\":\"ack\"}", "seq must be"},
  };
  begin_live();
  for (unsigned i = 0; i < COUNT_OF(ROWS); i++) {
    take(ROWS[i].line);
    CHECK(!session_is_ready(&session));
    CHECK(says(ROWS[i].error));
    CHECK(strncmp(bytes, "{\"type\":\"error\",\"error\":\"", 25) == 0);
    CHECK(session.phase == SESSION_LIVE && recorder.running && recorder.interval_millis == 1000);
  }
  session_take_too_long(&session);
  CHECK(says("too long"));
  take("{\"type\":\"error\",\"error\":\"x\"}"); /* no answer, or two would talk for ever */
  take("{\"type\":\"pong\"}");
  CHECK_TEXT(said(), "");
}

static void stop_stops_and_start_gives_a_full_picture(void) {
  begin_live();
  sample();
  said();
  sample();
  take("{\"type\":\"stop\"}");
  CHECK(!recorder.running);
  CHECK_TEXT(said(), ""); /* not even what was sampled before */
  recorder.due_nanos = 0;
  CHECK(!recorder_tick(&recorder));
  take("{\"type\":\"ping\"}");
  CHECK_TEXT(said(), "{\"type\":\"pong\"}");
  CHECK_TEXT(said(), "");
  take("{\"type\":\"start\"}");
  CHECK(says("{\"type\":\"facts\""));
  CHECK(says("\"seq\":2,"));
  CHECK(strstr(bytes, "\"full\":true"));
  CHECK_TEXT(said(), "");
}

static void what_the_hub_lacks_is_sent_again(void) {
  begin_live();
  for (unsigned i = 0; i < 5; i++) {
    sample();
    said();
  }
  take("{\"type\":\"ack\",\"seq\":2}");
  CHECK_NUMBER(recorder.buffer.oldest_seq, 3);
  session_end(&session);
  for (unsigned i = 0; i < 3; i++) {
    sample(); /* while nobody is there */
  }
  session_begin(&session);
  CHECK(says("\"next\":9"));
  take("{\"type\":\"welcome\",\"from\":5,\"intervalMillis\":1000,\"running\":true}");
  CHECK(says("facts"));
  CHECK(says("\"seq\":5,"));
  CHECK(strstr(bytes, "\"full\":true") && !strstr(bytes, "dropped"));
  CHECK(says("\"seq\":6,"));
  CHECK(!strstr(bytes, "full"));
  CHECK(says("\"seq\":7,"));
  CHECK(says("\"seq\":8,"));
  CHECK_TEXT(said(), "");
}

static void what_was_dropped_is_counted(void) {
  begin_live();
  for (unsigned i = 0; i < BUFFER_SAMPLES_MAX + 10; i++) {
    sample(); /* the socket takes nothing */
  }
  CHECK(says("\"seq\":11,"));
  CHECK(strstr(bytes, "\"full\":true,\"dropped\":10,"));
  CHECK(says("\"seq\":12,"));
  CHECK(!strstr(bytes, "dropped"));
  /* And a hub that knows this run is told what is missing between. */
  session_end(&session);
  session_begin(&session);
  said();
  take("{\"type\":\"welcome\",\"from\":4,\"intervalMillis\":1000,\"running\":true}");
  CHECK(says("facts"));
  CHECK(says("\"seq\":11,"));
  CHECK(strstr(bytes, "\"dropped\":7,"));
}

static void processes_are_read_only_while_asked_for(void) {
  begin_live();
  sample();
  said();
  CHECK_TEXT(said(), "");
  take("{\"type\":\"processes\",\"show\":\"top\"}");
  CHECK_TEXT(said(), "");
  sample();
  CHECK(says("\"type\":\"sample\""));
  CHECK(says("\"type\":\"processes\""));
  CHECK(strstr(bytes, "\"cpuPercent\"") == NULL); /* that takes a second look */
  CHECK_TEXT(said(), "");
  sample();
  CHECK(says("sample"));
  CHECK(says("\"cpuPercent\":0,"));
  take("{\"type\":\"processes\",\"show\":\"none\"}");
  sample();
  CHECK(says("sample"));
  CHECK_TEXT(said(), "");
  session.processes = NULL;
  take("{\"type\":\"processes\",\"show\":\"all\"}");
  CHECK(says("--no-processes"));
  take("{\"type\":\"processes\",\"show\":\"none\"}");
  CHECK_TEXT(said(), "");
}

static void times_do_not_drift(void) {
  begin_live();
  recorder.due_nanos = sampling_nanos() - 2300000000U;
  uint64_t due_nanos = recorder.due_nanos;
  CHECK(recorder_tick(&recorder));
  CHECK_NUMBER(recorder.due_nanos, due_nanos + 3000000000U);
  CHECK(!recorder_tick(&recorder));
}

int main(void) {
  it_says_hello_and_waits_for_a_welcome();
  a_wrong_first_line_ends_it();
  a_wrong_line_later_is_answered_and_changes_nothing();
  stop_stops_and_start_gives_a_full_picture();
  what_the_hub_lacks_is_sent_again();
  what_was_dropped_is_counted();
  processes_are_read_only_while_asked_for();
  times_do_not_drift();
  return test_result("test_session");
}
