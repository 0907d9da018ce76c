#include "sampling.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "file.h"

uint64_t sampling_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

int sampling_read(struct sampling *sampling, const char *what, const char *path,
                  struct text *ret_text) {
  int r = file_read(sampling->root, path, sampling->text, SAMPLING_TEXT_SIZE, ret_text);
  if (r < 0) {
    missing_set_errno(sampling->missing, what, path, r);
  } else {
    missing_set(sampling->missing, what, NULL);
  }
  return r;
}

int sampling_open_own(const struct sampling *sampling, const char *name) {
  char path[64];
  if (sampling->root[0] != '\0') {
    snprintf(path, sizeof(path), "/proc/1/%s", name);
    int fd = file_open(sampling->root, path);
    if (fd >= 0) {
      return fd;
    }
  }
  snprintf(path, sizeof(path), "/proc/self/%s", name);
  return file_open(sampling->root, path);
}

int sampling_read_own(struct sampling *sampling, const char *what, const char *name,
                      struct text *ret_text) {
  int fd = sampling_open_own(sampling, name);
  int r = fd;
  if (fd >= 0) {
    r = file_fill(fd, sampling->text, SAMPLING_TEXT_SIZE, ret_text);
    close(fd);
  }
  if (r < 0) {
    missing_set_errno(sampling->missing, what, name, r);
  } else {
    missing_set(sampling->missing, what, NULL);
  }
  return r;
}

bool sampling_rate(uint64_t before, uint64_t now, uint64_t elapsed_nanos, int64_t *ret_tenths) {
  if (now < before || elapsed_nanos == 0) {
    return false;
  }
  double tenths = (double)(now - before) * 1e10 / (double)elapsed_nanos;
  if (tenths >= (double)METRIC_VALUE_MAX) {
    return false;
  }
  *ret_tenths = (int64_t)(tenths + 0.5);
  return true;
}

bool sampling_share(uint64_t part, uint64_t whole, int64_t *ret_tenths) {
  if (whole == 0) {
    return false;
  }
  double tenths = (double)part * 1000.0 / (double)whole;
  *ret_tenths = tenths >= 1000.0 ? 1000 : (int64_t)(tenths + 0.5);
  return true;
}
