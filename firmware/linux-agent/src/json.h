/* Reads one JSON object (RFC 8259), strictly, without allocating: what is inside its members is
 * checked too, and found again when it is asked for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

#define JSON_MEMBERS_MAX 24
#define JSON_DEPTH_MAX 8

struct json_member {
  struct text key;   /* without the quotes, as it stands */
  struct text value; /* as it stands */
};

/* Points into the text that was read. */
struct json {
  struct json_member members[JSON_MEMBERS_MAX];
  unsigned count;
};

/* 0, or -EBADMSG with what is wrong and at which byte. */
int json_read(struct text text, struct json *ret_json, const char **ret_why, size_t *ret_at);

/* Each: 0, -ENOENT when there is no such member, -EINVAL when it is something else, -E2BIG when it
 * does not fit. */
int json_text(const struct json *json, const char *key, char *ret_text, size_t size);
int json_unsigned(const struct json *json, const char *key, uint64_t *ret_value);
int json_bool(const struct json *json, const char *key, bool *ret_value);
