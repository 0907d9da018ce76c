/* SHA-256 (FIPS 180-4), of short texts. */
#pragma once

#include "text.h"

#define SHA256_HEX_SIZE 65

void sha256_hex(struct text text, char ret_hex[static SHA256_HEX_SIZE]);
