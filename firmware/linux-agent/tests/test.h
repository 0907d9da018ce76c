/* Checks that say where and what, and go on. */
#pragma once

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static unsigned failures;

#define CHECK(what)                                                      \
  do {                                                                   \
    if (!(what)) {                                                       \
      failures++;                                                        \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what); \
    }                                                                    \
  } while (0)

#define CHECK_NUMBER(is, wanted)                                                                   \
  do {                                                                                             \
    int64_t is_ = (int64_t)(is);                                                                   \
    int64_t wanted_ = (int64_t)(wanted);                                                           \
    if (is_ != wanted_) {                                                                          \
      failures++;                                                                                  \
      fprintf(stderr, "%s:%d: %s is %" PRId64 ", not %" PRId64 "\n", __FILE__, __LINE__, #is, is_, \
              wanted_);                                                                            \
    }                                                                                              \
  } while (0)

#define CHECK_TEXT(is, wanted)                                                           \
  do {                                                                                   \
    const char *is_ = (is);                                                              \
    const char *wanted_ = (wanted);                                                      \
    if (strcmp(is_, wanted_) != 0) {                                                     \
      failures++;                                                                        \
      fprintf(stderr, "%s:%d: is\n  %s\nnot\n  %s\n", __FILE__, __LINE__, is_, wanted_); \
    }                                                                                    \
  } while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* For the end of main(). */
static inline int test_result(const char *file) {
  printf("%s: %s\n", file, failures ? "FAILED" : "good");
  return failures ? 1 : 0;
}
