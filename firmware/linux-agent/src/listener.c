#include "listener.h"

#include <errno.h>
#include <string.h>

#include "json.h"
#include "line.h"
#include "net.h"

#define HELLO_NANOS 10000000000U
#define KEY_SIZE 512

void listener_init(struct listener *listener, int fd, const char *key) {
  *listener = (struct listener){.fd = fd, .key = key};
  for (unsigned i = 0; i < LISTENER_PENDING_MAX; i++) {
    listener->pending[i].fd = -1;
  }
}

void listener_close(struct listener *listener) {
  struct connection self = {.fd = listener->fd};
  connection_close(&self);
  for (unsigned i = 0; i < LISTENER_PENDING_MAX; i++) {
    connection_close(&listener->pending[i]);
  }
}

static unsigned place_for_new(const struct listener *listener) {
  unsigned place = 0;
  for (unsigned i = 0; i < LISTENER_PENDING_MAX; i++) {
    if (listener->pending[i].fd < 0) {
      return i;
    }
    if (listener->due_nanos[i] < listener->due_nanos[place]) {
      place = i;
    }
  }
  return place;
}

void listener_accept(struct listener *listener, uint64_t now_nanos) {
  int fd = net_accept(listener->fd);
  if (fd < 0) {
    return; /* it went away again, or there are too many files: the next poll will say */
  }
  unsigned place = place_for_new(listener);
  connection_close(&listener->pending[place]);
  connection_init(&listener->pending[place], fd, now_nanos);
  listener->due_nanos[place] = now_nanos + HELLO_NANOS;
}

/* Takes as long whatever the keys have in common. */
static bool keys_are_equal(const char *key, const char *shown) {
  char a[KEY_SIZE] = {0};
  char b[KEY_SIZE] = {0};
  text_copy(text_of(key), a, sizeof(a));
  text_copy(text_of(shown), b, sizeof(b));
  volatile unsigned char difference = 0;
  for (size_t i = 0; i < KEY_SIZE; i++) {
    difference |= (unsigned char)(a[i] ^ b[i]);
  }
  return difference == 0;
}

const char *listener_check_hello(struct text line, const char *key) {
  struct json json;
  const char *why;
  size_t at;
  char type[16];
  char shown[KEY_SIZE];
  if (json_read(line, &json, &why, &at) < 0 || json_text(&json, "type", type, sizeof(type)) < 0 ||
      strcmp(type, "hello") != 0) {
    return "the first line must be {\"type\":\"hello\",…}";
  }
  if (!key) {
    return NULL;
  }
  int r = json_text(&json, "key", shown, sizeof(shown));
  if (r == -ENOENT) {
    return "this agent wants a key";
  }
  return r < 0 || !keys_are_equal(key, shown) ? "wrong key" : NULL;
}

static void refuse(struct connection *connection, const char *why) {
  char bytes[256];
  struct line line;
  line_begin(&line, bytes, sizeof(bytes));
  line_open(&line, '{');
  line_member(&line, "type", "error");
  line_member(&line, "error", why);
  line_close(&line, '}');
  line_end(&line);
  (void)connection_send(connection, line.bytes, line.length);
  connection_close(connection);
}

int listener_step(struct listener *listener, unsigned i, bool busy, uint64_t now_nanos,
                  struct connection *ret_connection) {
  struct connection *pending = &listener->pending[i];
  struct text line;
  int r = connection_receive(pending, now_nanos);
  if (r < 0 && r != -EAGAIN) {
    connection_close(pending);
    return 0;
  }
  r = connection_line(pending, &line);
  if (r == 0) {
    return 0;
  }
  const char *why = r < 0 ? "the line is too long" : listener_check_hello(line, listener->key);
  if (!why && busy) {
    why = "another hub is connected";
  }
  if (why) {
    refuse(pending, why);
    return 0;
  }
  *ret_connection = *pending;
  pending->fd = -1;
  return 1;
}

uint64_t listener_expire(struct listener *listener, uint64_t now_nanos) {
  uint64_t next = UINT64_MAX;
  for (unsigned i = 0; i < LISTENER_PENDING_MAX; i++) {
    if (listener->pending[i].fd < 0) {
      continue;
    }
    if (now_nanos >= listener->due_nanos[i]) {
      connection_close(&listener->pending[i]);
    } else if (listener->due_nanos[i] < next) {
      next = listener->due_nanos[i];
    }
  }
  return next;
}
