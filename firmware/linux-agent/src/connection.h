/* A socket that lines go over. Nothing here waits. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/* The longest line that a hub may send, its end included. */
#define CONNECTION_LINE_BYTES 4097

struct connection {
  int fd; /* -1: none */
  char bytes[CONNECTION_LINE_BYTES];
  size_t length;
  size_t taken;            /* bytes of lines that were given out */
  bool skipping;           /* the rest of a line that is too long */
  uint64_t received_nanos; /* when the last byte came, or the connection */
};

void connection_init(struct connection *connection, int fd, uint64_t now_nanos);
void connection_close(struct connection *connection);

/* Reads what is there and fits. 0; -EAGAIN when nothing is there; -ECONNRESET at the end; or
 * another negative errno. */
int connection_receive(struct connection *connection, uint64_t now_nanos);

/* Takes the next line, without LF or CR LF; it lives until the next call. 1; 0 when none is whole;
 * -EMSGSIZE once for each line that is too long. */
int connection_line(struct connection *connection, struct text *ret_line);

/* How many bytes the socket took, 0 when it takes none now, or a negative errno. */
int connection_send(const struct connection *connection, const char *bytes, size_t length);
