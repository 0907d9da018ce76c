#include "secret.h"

#include <string.h>
#include <strings.h>

#include "utf8.h"

/* Options that mean a secret with these programs only. */
static const struct tool {
  const char *program; /* how its name begins */
  const char *options[4];
  bool separate; /* the secret may be the argument that follows */
} TOOLS[] = {
    {"mysql", {"-p"}, false},
    {"mariadb", {"-p"}, false},
    {"7z", {"-p"}, false},
    {"sshpass", {"-p"}, true},
    {"mongo", {"-p"}, true},
    {"redis-cli", {"-a"}, true},
    {"mosquitto_", {"-P"}, true},
    {"ldap", {"-w"}, true},
    {"sqlcmd", {"-P"}, true},
    {"zip", {"-P"}, true},
    {"unzip", {"-P"}, true},
    {"smbclient", {"-U"}, true},
    {"curl", {"-u", "-U", "--user", "--proxy-user"}, true},
};

static const char *const SECRET_PARTS[] = {"password", "passwd",  "passphrase", "secret",
                                           "token",    "api-key", "api_key",    "apikey"};
static const char *const SECRET_ENDS[] = {"_key", "-key", "_pass", "-pass",
                                          "_pwd", "-pwd", "_auth", "-auth"};
static const char *const SECRET_NAMES[] = {"auth", "pass", "pwd", "authorization"};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

struct writer {
  char *at;
  unsigned characters;
};

struct state {
  struct writer out;
  const struct tool *tool;
  bool next_is_secret;
};

static void put(struct writer *out, struct text text) {
  while (text.at < text.end && out->characters < COMMAND_CHARACTERS) {
    size_t length = utf8_length(text);
    length = length == 0 ? 1 : length;
    bool is_control = (unsigned char)*text.at < 0x20 || *text.at == 0x7F;
    memcpy(out->at, is_control ? " " : text.at, length);
    out->at += length;
    out->characters++;
    text.at += length;
  }
}

static void put_stars(struct writer *out) {
  put(out, text_of("***"));
}

static bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool ends_with(const char *name, const char *end) {
  size_t length = strlen(name);
  return length >= strlen(end) && strcasecmp(name + length - strlen(end), end) == 0;
}

/* Whether a name, with or without dashes in front, is that of a secret. */
static bool is_secret_name(struct text word) {
  char name[64];
  if (text_length(word) >= sizeof(name)) {
    word.at = word.end - (sizeof(name) - 1); /* the end of a name says what it is */
  }
  while (text_take(&word, "-")) {
  }
  text_copy(word, name, sizeof(name));
  if (ends_with(name, "-file") || ends_with(name, "_file")) {
    return false;
  }
  for (unsigned i = 0; i < COUNT(SECRET_PARTS); i++) {
    if (strcasestr(name, SECRET_PARTS[i])) {
      return true;
    }
  }
  for (unsigned i = 0; i < COUNT(SECRET_ENDS); i++) {
    if (ends_with(name, SECRET_ENDS[i])) {
      return true;
    }
  }
  for (unsigned i = 0; i < COUNT(SECRET_NAMES); i++) {
    if (strcasecmp(name, SECRET_NAMES[i]) == 0) {
      return true;
    }
  }
  return false;
}

static struct text take_word(struct text *rest) {
  const char *start = rest->at;
  while (rest->at < rest->end && is_name_character(*rest->at)) {
    rest->at++;
  }
  return (struct text){start, rest->at};
}

/* Looks behind a word for what makes the rest of the argument a secret. How many bytes stand
 * between, or -1. */
static ptrdiff_t find_secret(struct text word, struct text rest, bool *ret_next_is_secret) {
  bool is_bearer = text_length(word) == 6 && strncasecmp(word.at, "bearer", 6) == 0;
  bool is_name = is_secret_name(word);
  if (!is_bearer && !is_name) {
    return -1;
  }
  bool is_option = *word.at == '-';
  const char *at = rest.at;
  if (is_name) {
    while (at < rest.end && (*at == '"' || *at == '\'')) {
      at++;
    }
  }
  bool assigned = is_name && at < rest.end && (*at == '=' || *at == ':');
  bool spaced = (is_option || is_bearer) && at < rest.end && is_blank(*at);
  if (assigned || spaced) {
    at++;
    while (at < rest.end && is_blank(*at)) {
      at++;
    }
  }
  if (at == rest.end) {
    /* The value of NAME= is empty; that of "--token" and "Authorization:" is the next argument. */
    *ret_next_is_secret = is_option || is_bearer || (assigned && at[-1] == ':');
    return -1;
  }
  return assigned || spaced ? at - rest.at : -1;
}

/* Takes "://user:password@" and shows it without the password. */
static void put_url(struct writer *out, struct text *rest) {
  text_take(rest, "://");
  put(out, text_of("://"));
  const char *end = rest->at;
  while (end < rest->end && !is_blank(*end)) {
    end++;
  }
  /* A password may hold @ and / although it should not. */
  const char *at_sign = memrchr(rest->at, '@', (size_t)(end - rest->at));
  const char *colon = at_sign ? memchr(rest->at, ':', (size_t)(at_sign - rest->at)) : NULL;
  if (colon) {
    put(out, (struct text){rest->at, colon + 1});
    put_stars(out);
    rest->at = at_sign;
  }
}

/* -psecret, or -p before the secret. Whether the argument was shown. */
static bool put_tool_option(struct state *state, struct text argument) {
  for (unsigned i = 0; state->tool && i < COUNT(state->tool->options) && state->tool->options[i];
       i++) {
    const char *option = state->tool->options[i];
    struct text value = argument;
    bool is_long = option[1] == '-';
    if (!text_take(&value, option) || (is_long && value.at < value.end && *value.at != '=')) {
      continue;
    }
    put(&state->out, text_of(option));
    if (value.at == value.end) {
      state->next_is_secret = state->tool->separate;
      return true;
    }
    put(&state->out, text_of(is_long ? "=" : ""));
    put_stars(&state->out);
    return true;
  }
  return false;
}

static void notice_tool(struct state *state, struct text argument) {
  const char *slash = memrchr(argument.at, '/', text_length(argument));
  argument.at = slash ? slash + 1 : argument.at;
  for (unsigned i = 0; i < COUNT(TOOLS); i++) {
    struct text name = argument;
    if (text_take(&name, TOOLS[i].program)) {
      state->tool = &TOOLS[i];
    }
  }
}

static void put_argument(struct state *state, struct text argument) {
  if (state->next_is_secret) {
    state->next_is_secret = false;
    put_stars(&state->out);
    return;
  }
  if (put_tool_option(state, argument)) {
    return;
  }
  notice_tool(state, argument);
  struct text rest = argument;
  while (rest.at < rest.end) {
    struct text word = take_word(&rest);
    put(&state->out, word);
    ptrdiff_t between =
        text_length(word) > 0 ? find_secret(word, rest, &state->next_is_secret) : -1;
    if (between >= 0) {
      put(&state->out, (struct text){rest.at, rest.at + between});
      put_stars(&state->out);
      return;
    }
    struct text separator = rest;
    if (text_take(&separator, "://")) {
      put_url(&state->out, &rest);
    } else if (rest.at < rest.end) {
      size_t length = utf8_length(rest);
      length = length == 0 ? 1 : length;
      put(&state->out, (struct text){rest.at, rest.at + length});
      rest.at += length;
    }
  }
}

void secret_blank(struct text arguments, char ret_command[static COMMAND_SIZE]) {
  struct state state = {.out = {.at = ret_command}};
  bool first = true;
  while (arguments.at < arguments.end && state.out.characters < COMMAND_CHARACTERS) {
    const char *end = memchr(arguments.at, '\0', text_length(arguments));
    end = end ? end : arguments.end;
    if (!first) {
      put(&state.out, text_of(" "));
    }
    first = false;
    put_argument(&state, (struct text){arguments.at, end});
    arguments.at = end < arguments.end ? end + 1 : end;
  }
  *state.out.at = '\0';
}
