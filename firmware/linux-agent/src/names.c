#include "names.h"

#include <stdio.h>
#include <string.h>

static bool is_allowed(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && strchr("._-/", c));
}

void name_clean(struct text text, char *ret_name, size_t size) {
  size_t length = 0;
  for (; text.at < text.end && length + 1 < size; text.at++) {
    bool continues = ((unsigned char)*text.at & 0xC0) == 0x80;
    if (!continues) {
      ret_name[length++] = is_allowed(*text.at) ? *text.at : '_';
    }
  }
  if (length == 0) {
    ret_name[length++] = '_';
  }
  ret_name[length] = '\0';
}

static bool is_taken(const char *name, const void *entries, size_t count, size_t stride) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(name, (const char *)entries + i * stride) == 0) {
      return true;
    }
  }
  return false;
}

void name_make_unique(char *name, size_t size, const void *entries, size_t count, size_t stride) {
  size_t length = strlen(name);
  for (unsigned number = 2; is_taken(name, entries, count, stride); number++) {
    char suffix[16];
    int wanted = snprintf(suffix, sizeof(suffix), "_%u", number);
    size_t at = length + (size_t)wanted < size ? length : size - 1 - (size_t)wanted;
    memcpy(name + at, suffix, (size_t)wanted + 1);
  }
}
