/* Who this machine is, over restarts, and which run of the agent this is. */
#pragma once

#define IDENTITY_SIZE 33

struct identity {
  char id[IDENTITY_SIZE];  /* a hash: machine-id(5) asks not to show it as it is */
  char run[IDENTITY_SIZE]; /* made up at start */
};

/* host_name stands in where the machine has no id. -EIO when there is no randomness. */
int identity_make(const char *root, const char *host_name, struct identity *ret_identity);
