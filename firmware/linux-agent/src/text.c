#include "text.h"

#include <string.h>

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

static bool is_space(char c) {
  return is_blank(c) || c == '\n' || c == '\r' || c == '\0';
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static void skip_blanks(struct text *text) {
  while (text->at < text->end && is_blank(*text->at)) {
    text->at++;
  }
}

struct text text_of(const char *string) {
  return (struct text){string, string + strlen(string)};
}

size_t text_length(struct text text) {
  return (size_t)(text.end - text.at);
}

bool text_line(struct text *text, struct text *ret_line) {
  if (text->at >= text->end) {
    return false;
  }
  const char *stop = memchr(text->at, '\n', text_length(*text));
  *ret_line = (struct text){text->at, stop ? stop : text->end};
  text->at = stop ? stop + 1 : text->end;
  return true;
}

bool text_word(struct text *text, struct text *ret_word) {
  skip_blanks(text);
  if (text->at >= text->end) {
    return false;
  }
  const char *start = text->at;
  while (text->at < text->end && !is_blank(*text->at)) {
    text->at++;
  }
  *ret_word = (struct text){start, text->at};
  return true;
}

bool text_unsigned(struct text *text, uint64_t *ret_value) {
  struct text rest = *text;
  skip_blanks(&rest);
  if (rest.at >= rest.end || !is_digit(*rest.at)) {
    return false;
  }
  uint64_t value = 0;
  for (; rest.at < rest.end && is_digit(*rest.at); rest.at++) {
    uint64_t digit = (uint64_t)(*rest.at - '0');
    if (value > (UINT64_MAX - digit) / 10) {
      return false;
    }
    value = value * 10 + digit;
  }
  *text = rest;
  *ret_value = value;
  return true;
}

bool text_signed(struct text *text, int64_t *ret_value) {
  struct text rest = *text;
  skip_blanks(&rest);
  bool negative = text_take(&rest, "-");
  uint64_t value;
  if ((negative && (rest.at >= rest.end || !is_digit(*rest.at))) || !text_unsigned(&rest, &value) ||
      value > INT64_MAX) {
    return false;
  }
  *text = rest;
  *ret_value = negative ? -(int64_t)value : (int64_t)value;
  return true;
}

bool text_take(struct text *text, const char *prefix) {
  size_t length = strlen(prefix);
  if (text_length(*text) < length || memcmp(text->at, prefix, length) != 0) {
    return false;
  }
  text->at += length;
  return true;
}

bool text_equals(struct text text, const char *string) {
  return text_length(text) == strlen(string) && memcmp(text.at, string, text_length(text)) == 0;
}

struct text text_trim(struct text text) {
  while (text.at < text.end && is_space(*text.at)) {
    text.at++;
  }
  while (text.end > text.at && is_space(text.end[-1])) {
    text.end--;
  }
  return text;
}

void text_copy(struct text text, char *ret_string, size_t size) {
  size_t length = text_length(text);
  if (length >= size) {
    length = size - 1;
    while (length > 0 && ((unsigned char)text.at[length] & 0xC0) == 0x80) {
      length--;
    }
  }
  memcpy(ret_string, text.at, length);
  ret_string[length] = '\0';
}
