/* Load average and the number of threads, from /proc/loadavg. */
#pragma once

#include "sampling.h"

void load_sample(struct sampling *sampling);

/* Parses /proc/loadavg. */
void load_update(struct text text, struct metrics *metrics);
