/* Writes one line of JSON into a buffer of fixed size. Commas come by themselves. When something
 * does not fit, the line is marked as overflowed and takes nothing more; who writes a list goes
 * back to the mark before its last item. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct line {
  char *bytes;
  size_t size;
  size_t length;
  bool overflowed;
};

void line_begin(struct line *line, char *buffer, size_t size);

void line_open(struct line *line, char bracket);
void line_close(struct line *line, char bracket);
void line_key(struct line *line, const char *key);
void line_null(struct line *line);
void line_bool(struct line *line, bool value);
void line_integer(struct line *line, int64_t value);

/* value divided by 10 to the power of decimals, without noughts at the end. */
void line_decimal(struct line *line, int64_t value, unsigned decimals);

/* A text; bytes that are no UTF-8 become U+FFFD. */
void line_text(struct line *line, struct text text);

/* A key and a text; nothing when the text is empty. */
void line_member(struct line *line, const char *key, const char *value);

size_t line_mark(const struct line *line);
void line_back(struct line *line, size_t mark);

/* Puts the line end behind it. */
void line_end(struct line *line);
