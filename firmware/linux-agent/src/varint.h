/* Numbers in as few bytes as they need: seven bits in each, the lowest first. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Small numbers of either sign become small ones without. */
static inline uint64_t varint_zigzag(int64_t value) {
  return value < 0 ? ~((uint64_t)value << 1) : (uint64_t)value << 1;
}

static inline int64_t varint_unzigzag(uint64_t value) {
  return value & 1 ? (int64_t) ~(value >> 1) : (int64_t)(value >> 1);
}

/* How many bytes the value takes; they are written when there is a place for them. */
static inline size_t varint_write(uint64_t value, uint8_t *ret_bytes) {
  size_t length = 0;
  do {
    if (ret_bytes) {
      ret_bytes[length] = (uint8_t)((value & 0x7F) | (value > 0x7F ? 0x80 : 0));
    }
    length++;
    value >>= 7;
  } while (value > 0);
  return length;
}

/* Takes a number that varint_write() wrote. */
static inline uint64_t varint_read(const uint8_t **at) {
  uint64_t value = 0;
  unsigned shift = 0;
  uint8_t byte;
  do {
    byte = *(*at)++;
    value |= (uint64_t)(byte & 0x7F) << shift;
    shift += 7;
  } while (byte & 0x80);
  return value;
}
