#include "line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

static void put(struct line *line, const char *bytes, size_t length) {
  if (line->overflowed || length > line->size - line->length) {
    line->overflowed = true;
    return;
  }
  memcpy(line->bytes + line->length, bytes, length);
  line->length += length;
}

static void put_comma(struct line *line) {
  if (line->length > 0 && !strchr("{[:", line->bytes[line->length - 1])) {
    put(line, ",", 1);
  }
}

static void put_value(struct line *line, const char *bytes, size_t length) {
  put_comma(line);
  put(line, bytes, length);
}

void line_begin(struct line *line, char *buffer, size_t size) {
  *line = (struct line){.bytes = buffer, .size = size};
}

void line_open(struct line *line, char bracket) {
  put_value(line, &bracket, 1);
}

void line_close(struct line *line, char bracket) {
  put(line, &bracket, 1);
}

void line_key(struct line *line, const char *key) {
  line_text(line, text_of(key));
  put(line, ":", 1);
}

void line_null(struct line *line) {
  put_value(line, "null", 4);
}

void line_bool(struct line *line, bool value) {
  put_value(line, value ? "true" : "false", value ? 4 : 5);
}

void line_integer(struct line *line, int64_t value) {
  char digits[24];
  int length = snprintf(digits, sizeof(digits), "%" PRId64, value);
  put_value(line, digits, (size_t)length);
}

void line_decimal(struct line *line, int64_t value, unsigned decimals) {
  int64_t scale = 1;
  while (decimals > 0 && value % 10 == 0) {
    value /= 10;
    decimals--;
  }
  for (unsigned i = 0; i < decimals; i++) {
    scale *= 10;
  }
  if (decimals == 0) {
    line_integer(line, value);
    return;
  }
  char digits[32];
  uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
  int length = snprintf(digits, sizeof(digits), "%s%" PRIu64 ".%0*" PRIu64, value < 0 ? "-" : "",
                        size / (uint64_t)scale, (int)decimals, size % (uint64_t)scale);
  put_value(line, digits, (size_t)length);
}

static void put_escaped(struct line *line, unsigned char c) {
  char escape[8];
  if (c == '"' || c == '\\') {
    escape[0] = '\\';
    escape[1] = (char)c;
    put(line, escape, 2);
  } else {
    put(line, escape, (size_t)snprintf(escape, sizeof(escape), "\\u%04x", c));
  }
}

void line_text(struct line *line, struct text text) {
  put_value(line, "\"", 1);
  while (text.at < text.end) {
    size_t length = utf8_length(text);
    unsigned char first = (unsigned char)*text.at;
    if (length == 0) {
      put(line, "\xEF\xBF\xBD", 3);
      length = 1;
    } else if (first < 0x20 || first == '"' || first == '\\' || first == 0x7F) {
      put_escaped(line, first);
    } else {
      put(line, text.at, length);
    }
    text.at += length;
  }
  put(line, "\"", 1);
}

void line_member(struct line *line, const char *key, const char *value) {
  if (value[0] != '\0') {
    line_key(line, key);
    line_text(line, text_of(value));
  }
}

size_t line_mark(const struct line *line) {
  return line->length;
}

void line_back(struct line *line, size_t mark) {
  line->length = mark;
  line->overflowed = false;
}

void line_end(struct line *line) {
  put(line, "\n", 1);
}
