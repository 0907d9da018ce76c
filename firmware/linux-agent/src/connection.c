#include "connection.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void connection_init(struct connection *connection, int fd, uint64_t now_nanos) {
  connection->fd = fd;
  connection->length = 0;
  connection->taken = 0;
  connection->skipping = false;
  connection->received_nanos = now_nanos;
}

void connection_close(struct connection *connection) {
  if (connection->fd >= 0) {
    close(connection->fd);
    connection->fd = -1;
  }
}

static void drop_taken(struct connection *connection) {
  memmove(connection->bytes, connection->bytes + connection->taken,
          connection->length - connection->taken);
  connection->length -= connection->taken;
  connection->taken = 0;
}

int connection_receive(struct connection *connection, uint64_t now_nanos) {
  drop_taken(connection);
  size_t room = sizeof(connection->bytes) - connection->length;
  if (room == 0) {
    return 0;
  }
  ssize_t n = recv(connection->fd, connection->bytes + connection->length, room, 0);
  if (n < 0) {
    return errno == EINTR ? -EAGAIN : -errno;
  }
  if (n == 0) {
    return -ECONNRESET;
  }
  connection->length += (size_t)n;
  connection->received_nanos = now_nanos;
  return 0;
}

int connection_line(struct connection *connection, struct text *ret_line) {
  drop_taken(connection);
  const char *end = memchr(connection->bytes, '\n', connection->length);
  if (!end && connection->length == sizeof(connection->bytes)) {
    bool first = !connection->skipping;
    connection->skipping = true;
    connection->length = 0;
    return first ? -EMSGSIZE : 0;
  }
  if (!end) {
    return 0;
  }
  connection->taken = (size_t)(end + 1 - connection->bytes);
  if (connection->skipping) {
    connection->skipping = false;
    return connection_line(connection, ret_line);
  }
  bool has_cr = end > connection->bytes && end[-1] == '\r';
  *ret_line = (struct text){connection->bytes, end - (has_cr ? 1 : 0)};
  return 1;
}

int connection_send(const struct connection *connection, const char *bytes, size_t length) {
  ssize_t n = send(connection->fd, bytes, length < INT_MAX ? length : INT_MAX, MSG_NOSIGNAL);
  if (n < 0) {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -errno;
  }
  return (int)n;
}
