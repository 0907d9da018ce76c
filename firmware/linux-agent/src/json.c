#include "json.h"

#include <errno.h>
#include <string.h>

#include "utf8.h"

struct reader {
  struct text rest;
  const char *why;
};

static bool fail(struct reader *reader, const char *why) {
  reader->why = why;
  return false;
}

static bool is_digit_at(const struct reader *reader) {
  return reader->rest.at < reader->rest.end && *reader->rest.at >= '0' && *reader->rest.at <= '9';
}

static void skip_space(struct reader *reader) {
  while (reader->rest.at < reader->rest.end && strchr(" \t\r\n", *reader->rest.at) &&
         *reader->rest.at) {
    reader->rest.at++;
  }
}

/* The four digits of \uXXXX, or -1. */
static int32_t hex4(struct text text) {
  int32_t value = 0;
  for (unsigned i = 0; i < 4; i++) {
    const char *digits = "0123456789abcdef";
    char c = text_length(text) > i ? text.at[i] : '\0';
    const char *digit = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
    if (!digit) {
      return -1;
    }
    value = value * 16 + (int32_t)(digit - digits);
  }
  return value;
}

static bool read_escape(struct reader *reader) {
  reader->rest.at++;
  if (text_take(&reader->rest, "u")) {
    if (hex4(reader->rest) < 0) {
      return fail(reader, "\\u needs four hexadecimal digits");
    }
    reader->rest.at += 4;
    return true;
  }
  if (reader->rest.at >= reader->rest.end || *reader->rest.at == '\0' ||
      !strchr("\"\\/bfnrt", *reader->rest.at)) {
    return fail(reader, "no such escape");
  }
  reader->rest.at++;
  return true;
}

/* A text; ret_inside is what stands between the quotes. */
static bool read_text(struct reader *reader, struct text *ret_inside) {
  if (!text_take(&reader->rest, "\"")) {
    return fail(reader, "a text in double quotes belongs here");
  }
  const char *start = reader->rest.at;
  while (reader->rest.at < reader->rest.end && *reader->rest.at != '"') {
    size_t length = utf8_length(reader->rest);
    if (*reader->rest.at == '\\') {
      if (!read_escape(reader)) {
        return false;
      }
    } else if (length == 0) {
      return fail(reader, "no UTF-8");
    } else if ((unsigned char)*reader->rest.at < 0x20) {
      return fail(reader, "a control character must be escaped");
    } else {
      reader->rest.at += length;
    }
  }
  *ret_inside = (struct text){start, reader->rest.at};
  return text_take(&reader->rest, "\"") || fail(reader, "the text is not closed");
}

static bool read_digits(struct reader *reader) {
  if (!is_digit_at(reader)) {
    return fail(reader, "a digit belongs here");
  }
  while (is_digit_at(reader)) {
    reader->rest.at++;
  }
  return true;
}

static bool read_number(struct reader *reader) {
  text_take(&reader->rest, "-");
  if (text_take(&reader->rest, "0")) {
    if (is_digit_at(reader)) {
      return fail(reader, "a number has no noughts in front");
    }
  } else if (!read_digits(reader)) {
    return false;
  }
  if (text_take(&reader->rest, ".") && !read_digits(reader)) {
    return false;
  }
  if (text_take(&reader->rest, "e") || text_take(&reader->rest, "E")) {
    bool has_sign = text_take(&reader->rest, "+") || text_take(&reader->rest, "-");
    (void)has_sign;
    return read_digits(reader);
  }
  return true;
}

static bool read_value(struct reader *reader, unsigned depth);

/* The members of an object, or the items of an array, behind the opening bracket. json: where
 * members go, or NULL. */
static bool read_items(struct reader *reader, unsigned depth, const char *close,
                       struct json *json) {
  bool is_object = *close == '}';
  skip_space(reader);
  if (text_take(&reader->rest, close)) {
    return true;
  }
  do {
    struct json_member member = {{0}, {0}};
    skip_space(reader);
    if (is_object) {
      if (!read_text(reader, &member.key)) {
        return false;
      }
      skip_space(reader);
      if (!text_take(&reader->rest, ":")) {
        return fail(reader, "a colon belongs here");
      }
      skip_space(reader);
    }
    member.value.at = reader->rest.at;
    if (!read_value(reader, depth)) {
      return false;
    }
    member.value.end = reader->rest.at;
    if (json && json->count == JSON_MEMBERS_MAX) {
      return fail(reader, "too many members");
    }
    if (json) {
      json->members[json->count++] = member;
    }
    skip_space(reader);
  } while (text_take(&reader->rest, ","));
  return text_take(&reader->rest, close) ||
         fail(reader, is_object ? "a comma or } belongs here" : "a comma or ] belongs here");
}

static bool read_value(struct reader *reader, unsigned depth) {
  struct text inside;
  if (reader->rest.at >= reader->rest.end) {
    return fail(reader, "the JSON ends too early");
  }
  switch (*reader->rest.at) {
    case '"': return read_text(reader, &inside);
    case '{':
    case '[': {
      const char *close = *reader->rest.at == '{' ? "}" : "]";
      if (depth == JSON_DEPTH_MAX) {
        return fail(reader, "nested too deep");
      }
      reader->rest.at++;
      return read_items(reader, depth + 1, close, NULL);
    }
    case 't': return text_take(&reader->rest, "true") || fail(reader, "not JSON");
    case 'f': return text_take(&reader->rest, "false") || fail(reader, "not JSON");
    case 'n': return text_take(&reader->rest, "null") || fail(reader, "not JSON");
    default:
      return is_digit_at(reader) || *reader->rest.at == '-' ? read_number(reader)
                                                            : fail(reader, "not JSON");
  }
}

int json_read(struct text text, struct json *ret_json, const char **ret_why, size_t *ret_at) {
  struct reader reader = {.rest = text};
  struct json json = {.count = 0};
  skip_space(&reader);
  bool good = text_take(&reader.rest, "{") ? read_items(&reader, 1, "}", &json)
                                           : fail(&reader, "an object in {} belongs here");
  if (good) {
    skip_space(&reader);
    good = reader.rest.at == reader.rest.end || fail(&reader, "something follows the object");
  }
  if (!good) {
    *ret_why = reader.why;
    *ret_at = (size_t)(reader.rest.at - text.at);
    return -EBADMSG;
  }
  *ret_json = json;
  return 0;
}

static const struct json_member *find(const struct json *json, const char *key) {
  /* Of two with one name the last counts, as most readers have it. */
  for (unsigned i = json->count; i > 0; i--) {
    if (text_equals(json->members[i - 1].key, key)) {
      return &json->members[i - 1];
    }
  }
  return NULL;
}

/* Takes one character of a text that was checked; an escaped half of a surrogate pair becomes
 * U+FFFD. */
static uint32_t take_escape(struct text *text) {
  char kind = text->at[1];
  text->at += 2;
  if (kind != 'u') {
    static const char NAMES[] = "bfnrt";
    static const char VALUES[] = "\b\f\n\r\t";
    const char *name = strchr(NAMES, kind);
    return name ? (unsigned char)VALUES[name - NAMES] : (unsigned char)kind;
  }
  uint32_t code = (uint32_t)hex4(*text);
  text->at += 4;
  if (code < 0xD800 || code > 0xDFFF) {
    return code;
  }
  struct text low = *text;
  int32_t second = code < 0xDC00 && text_take(&low, "\\u") ? hex4(low) : -1;
  if (second < 0xDC00 || second > 0xDFFF) {
    return 0xFFFD;
  }
  text->at += 6;
  return 0x10000 + ((code - 0xD800) << 10) + ((uint32_t)second - 0xDC00);
}

int json_text(const struct json *json, const char *key, char *ret_text, size_t size) {
  const struct json_member *member = find(json, key);
  if (!member) {
    return -ENOENT;
  }
  if (*member->value.at != '"') {
    return -EINVAL;
  }
  struct text text = {member->value.at + 1, member->value.end - 1};
  size_t length = 0;
  while (text.at < text.end) {
    char bytes[4];
    size_t taken = 1;
    if (*text.at == '\\') {
      taken = utf8_write(take_escape(&text), bytes);
    } else {
      bytes[0] = *text.at++;
    }
    if (bytes[0] == '\0') {
      return -EINVAL; /* what follows would be lost */
    }
    if (length + taken >= size) {
      return -E2BIG;
    }
    memcpy(ret_text + length, bytes, taken);
    length += taken;
  }
  ret_text[length] = '\0';
  return 0;
}

int json_unsigned(const struct json *json, const char *key, uint64_t *ret_value) {
  const struct json_member *member = find(json, key);
  if (!member) {
    return -ENOENT;
  }
  struct text text = member->value;
  uint64_t value;
  if (!text_unsigned(&text, &value) || text.at != text.end) {
    return -EINVAL;
  }
  *ret_value = value;
  return 0;
}

int json_bool(const struct json *json, const char *key, bool *ret_value) {
  const struct json_member *member = find(json, key);
  if (!member) {
    return -ENOENT;
  }
  bool is_true = text_equals(member->value, "true");
  if (!is_true && !text_equals(member->value, "false")) {
    return -EINVAL;
  }
  *ret_value = is_true;
  return 0;
}
