/* UTF-8 (RFC 3629). */
#pragma once

#include "text.h"

/* How many bytes the first character takes; 0 when they are no UTF-8 or the text is empty. */
size_t utf8_length(struct text text);

/* Writes a code point; how many bytes it took, at most 4. */
size_t utf8_write(uint32_t code_point, char ret_bytes[static 4]);
