#include "utf8.h"

size_t utf8_length(struct text text) {
  if (text.at >= text.end) {
    return 0;
  }
  const unsigned char *bytes = (const unsigned char *)text.at;
  unsigned first = bytes[0];
  if (first < 0x80) {
    return 1;
  }
  if (first < 0xC2 || first > 0xF4) {
    return 0;
  }
  size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text_length(text) < length) {
    return 0;
  }
  for (size_t i = 1; i < length; i++) {
    if ((bytes[i] & 0xC0) != 0x80) {
      return 0;
    }
  }
  /* Too long for what they say, halves of surrogate pairs, and what lies above U+10FFFF. */
  bool forbidden = (first == 0xE0 && bytes[1] < 0xA0) || (first == 0xED && bytes[1] > 0x9F) ||
                   (first == 0xF0 && bytes[1] < 0x90) || (first == 0xF4 && bytes[1] > 0x8F);
  return forbidden ? 0 : length;
}

size_t utf8_write(uint32_t code, char ret_bytes[static 4]) {
  if (code < 0x80) {
    ret_bytes[0] = (char)code;
    return 1;
  }
  if (code < 0x800) {
    ret_bytes[0] = (char)(0xC0 | code >> 6);
    ret_bytes[1] = (char)(0x80 | (code & 0x3F));
    return 2;
  }
  if (code < 0x10000) {
    ret_bytes[0] = (char)(0xE0 | code >> 12);
    ret_bytes[1] = (char)(0x80 | (code >> 6 & 0x3F));
    ret_bytes[2] = (char)(0x80 | (code & 0x3F));
    return 3;
  }
  ret_bytes[0] = (char)(0xF0 | code >> 18);
  ret_bytes[1] = (char)(0x80 | (code >> 12 & 0x3F));
  ret_bytes[2] = (char)(0x80 | (code >> 6 & 0x3F));
  ret_bytes[3] = (char)(0x80 | (code & 0x3F));
  return 4;
}
