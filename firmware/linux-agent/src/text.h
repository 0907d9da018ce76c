/* Taking text apart without copying it: what every parser of /proc and /sys here is made of. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A stretch of bytes that is not ended by NUL. */
struct text {
  const char *at;
  const char *end;
};

struct text text_of(const char *string);
size_t text_length(struct text text);

/* Takes the next line off the front, without its line end. False at the end of the text. */
bool text_line(struct text *text, struct text *ret_line);

/* Takes the next word off the front: what stands between blanks. False when only blanks are left.
 */
bool text_word(struct text *text, struct text *ret_word);

/* Takes a number without a sign off the front, after blanks. False, and nothing is taken, when none
 * stands there or when it needs more than 64 bits. */
bool text_unsigned(struct text *text, uint64_t *ret_value);

/* As text_unsigned(), with an optional minus before it. */
bool text_signed(struct text *text, int64_t *ret_value);

/* Takes the prefix off the front when it stands there. */
bool text_take(struct text *text, const char *prefix);

bool text_equals(struct text text, const char *string);

/* The text without blanks and line ends around it. */
struct text text_trim(struct text text);

/* Copies what fits, NUL behind it. A character of UTF-8 is copied whole or not at all. */
void text_copy(struct text text, char *ret_string, size_t size);
