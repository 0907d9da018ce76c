/* Names of metrics made from names of things: mount points, devices, interfaces, sensors. */
#pragma once

#include <stddef.h>

#include "text.h"

/* Turns everything but letters, digits and . _ - / into _ (a character of several bytes into one),
 * cutting what does not fit. An empty name becomes "_". */
void name_clean(struct text text, char *ret_name, size_t size);

/* Makes a name unlike those of the entries that are there already by putting _2, _3, … behind it.
 * The name is the first thing in each entry, which are stride bytes apart. */
void name_make_unique(char *name, size_t size, const void *entries, size_t count, size_t stride);
