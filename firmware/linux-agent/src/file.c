#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int file_path(const char *root, const char *path, char ret_path[static FILE_PATH_SIZE]) {
  size_t before = strlen(root);
  size_t behind = strlen(path);
  if (before + behind >= FILE_PATH_SIZE) {
    return -ENAMETOOLONG;
  }
  memcpy(ret_path, root, before);
  memcpy(ret_path + before, path, behind + 1);
  return 0;
}

int file_open(const char *root, const char *path) {
  char whole[FILE_PATH_SIZE];
  int r = file_path(root, path, whole);
  if (r < 0) {
    return r;
  }
  int fd = open(whole, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  return fd < 0 ? -errno : fd;
}

int file_fill(int fd, char *buffer, size_t size, struct text *ret_text) {
  size_t length = 0;
  while (length < size) {
    ssize_t n = read(fd, buffer + length, size - length);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      return -errno;
    }
    if (n == 0) {
      *ret_text = (struct text){buffer, buffer + length};
      return 0;
    }
    length += (size_t)n;
  }
  const char *last = memrchr(buffer, '\n', length);
  *ret_text = (struct text){buffer, last ? last + 1 : buffer};
  return 1;
}

int file_read(const char *root, const char *path, char *buffer, size_t size,
              struct text *ret_text) {
  int fd = file_open(root, path);
  if (fd < 0) {
    return fd;
  }
  int r = file_fill(fd, buffer, size, ret_text);
  close(fd);
  return r;
}

int file_read_word(const char *root, const char *path, char *ret_word, size_t size) {
  char buffer[256];
  struct text text;
  int r = file_read(root, path, buffer, sizeof(buffer), &text);
  if (r < 0) {
    return r;
  }
  text = text_trim(text);
  if (r > 0 || text_length(text) >= size) {
    return -EFBIG;
  }
  if (text_length(text) == 0) {
    return -ENODATA;
  }
  text_copy(text, ret_word, size);
  return 0;
}

int file_read_number(const char *root, const char *path, int64_t *ret_value) {
  char word[32];
  int r = file_read_word(root, path, word, sizeof(word));
  if (r < 0) {
    return r;
  }
  struct text text = text_of(word);
  int64_t value;
  if (!text_signed(&text, &value) || text.at != text.end) {
    return -EINVAL;
  }
  *ret_value = value;
  return 0;
}
