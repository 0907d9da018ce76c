/* What the command line asks for. Everything is checked once, at start. */
#pragma once

#include "net.h"

#define OPTIONS_SECRET_SIZE 512

struct options {
  bool listen; /* else: connect */
  union net_address listen_address;
  char host[NET_HOST_SIZE];
  unsigned short port;
  char secret[OPTIONS_SECRET_SIZE]; /* token or key; "" for none */
  bool insecure;
  bool processes;
  bool command_lines;
  unsigned interval_millis;
  const char *name; /* NULL: the machine's own */
  char root[256];   /* "" for the machine itself */
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/* Reads the command line. Says on standard error what is wrong with it, and writes help and version
 * to standard output. */
enum options_result options_read(int argc, char *argv[], struct options *ret_options);
