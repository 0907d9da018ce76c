/* Command lines for others to see: without the secrets that are in them. */
#pragma once

#include "text.h"

/* The most characters of a command that are shown. */
#define COMMAND_CHARACTERS 256

#define COMMAND_SIZE (COMMAND_CHARACTERS * 4 + 1)

/* Joins arguments that are each ended by NUL, as /proc/PID/cmdline has them, and puts *** in place
 * of passwords, tokens and keys. Rather too much is hidden than too little: what follows a secret
 * in the same argument is hidden too. */
void secret_blank(struct text arguments, char ret_command[static COMMAND_SIZE]);
