/* Names of users, from /etc/passwd. The C library would load modules that ask the network. */
#pragma once

#include <stdint.h>

#include "text.h"

#define USERS_MAX 32
#define USER_NAME_SIZE 33

struct users {
  struct user {
    uint32_t uid;
    char name[USER_NAME_SIZE];
  } entries[USERS_MAX];
  unsigned count;
  unsigned replaced; /* which entry goes next when there is no room */
};

/* The name of a user, its number when it has none. Lives until the next call. */
const char *users_name(struct users *users, const char *root, uint32_t uid);

/* Finds a user in the text of passwd(5). */
bool users_parse(struct text passwd, uint32_t uid, char ret_name[static USER_NAME_SIZE]);
