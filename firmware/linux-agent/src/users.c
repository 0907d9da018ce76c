#include "users.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "file.h"

/* Longer ones are read as far as that: those of the system come first. */
#define PASSWD_BYTES 16384

bool users_parse(struct text text, uint32_t uid, char ret_name[static USER_NAME_SIZE]) {
  struct text line;
  while (text_line(&text, &line)) {
    const char *name_end = memchr(line.at, ':', text_length(line));
    if (!name_end || name_end == line.at) {
      continue;
    }
    struct text rest = {name_end + 1, line.end};
    const char *password_end = memchr(rest.at, ':', text_length(rest));
    if (!password_end) {
      continue;
    }
    rest.at = password_end + 1;
    uint64_t number;
    if (text_unsigned(&rest, &number) && number == uid && text_take(&rest, ":")) {
      text_copy((struct text){line.at, name_end}, ret_name, USER_NAME_SIZE);
      return true;
    }
  }
  return false;
}

const char *users_name(struct users *users, const char *root, uint32_t uid) {
  for (unsigned i = 0; i < users->count; i++) {
    if (users->entries[i].uid == uid) {
      return users->entries[i].name;
    }
  }
  struct user user = {.uid = uid};
  char buffer[PASSWD_BYTES];
  struct text passwd;
  if (file_read(root, "/etc/passwd", buffer, sizeof(buffer), &passwd) < 0 ||
      !users_parse(passwd, uid, user.name)) {
    snprintf(user.name, sizeof(user.name), "%" PRIu32, uid);
  }
  unsigned slot = users->count;
  if (slot < USERS_MAX) {
    users->count++;
  } else {
    slot = users->replaced;
    users->replaced = (users->replaced + 1) % USERS_MAX;
  }
  users->entries[slot] = user;
  return users->entries[slot].name;
}
