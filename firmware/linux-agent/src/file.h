/* Reading the small files of /proc and /sys whole, below an optional root. */
#pragma once

#include <stddef.h>

#include "text.h"

/* The longest path that is put together here. */
#define FILE_PATH_SIZE 512

/* Puts root and path together. -ENAMETOOLONG when they do not fit. */
int file_path(const char *root, const char *path, char ret_path[static FILE_PATH_SIZE]);

/* Opens for reading, close-on-exec and without waiting. A file descriptor, or a negative errno. */
int file_open(const char *root, const char *path);

/* Fills the buffer from an open file. 0; 1 when the file goes on behind the buffer, and then the
 * text ends with the last whole line; or a negative errno. */
int file_fill(int fd, char *buffer, size_t size, struct text *ret_text);

/* file_open(), file_fill() and close. */
int file_read(const char *root, const char *path, char *buffer, size_t size, struct text *ret_text);

/* Reads a file that holds one short line, trimmed. -EFBIG when it does not fit, -ENODATA when it is
 * empty. */
int file_read_word(const char *root, const char *path, char *ret_word, size_t size);

/* Reads a file that holds one number. -EINVAL when it holds something else. */
int file_read_number(const char *root, const char *path, int64_t *ret_value);
