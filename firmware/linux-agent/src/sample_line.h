/* The line of one sample. */
#pragma once

#include "line.h"
#include "recorder.h"

/* Reads the next sample, which there must be, and writes it: in full, or what changed since the one
 * before. dropped: how many samples before it the hub will not get. */
void sample_line_write(const struct recorder *recorder, struct buffer_reader *reader, bool full,
                       uint64_t dropped, struct line *line);
