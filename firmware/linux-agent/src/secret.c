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
                                          "_pwd", "-pwd", "_auth", "-auth",
                                          "_psk", "-psk", ".psk"};
static const char *const SECRET_NAMES[] = {"auth", "pass", "pwd", "authorization",
                                           "psk",  "sig",  "signature"};

/* Options of many programs, before NAME:PASSWORD. */
static const char *const USER_OPTIONS[] = {"-u", "-U", "--user", "--proxy-user"};

/* Tokens that say themselves what they are begin so. */
static const char *const TOKEN_STARTS[] = {
    "kym_",   "kymk_",   "kymn_",  "ghp_",  "gho_",  "ghu_",   "ghs_",  "ghr_",
    "glpat-", "glptt-",  "gldt-",  "glrt-", "xoxa-", "xoxb-",  "xoxe-", "xoxp-",
    "xoxr-",  "xoxs-",   "xapp-",  "sk-",   "AKIA",  "ASIA",   "AIza",  "ya29.",
    "npm_",   "pypi-",   "hf_",    "SG.",   "shpat_", "shpss_", "shpca_", "dop_v1_",
    "sk_live_", "rk_live_", "github_pat_", "AGE-SECRET-KEY-"};

#define TOKEN_LENGTH 12 /* shorter ones are names of something */

/* Who knows such an address may post to it: what follows is a secret. */
static const char *const WEBHOOKS[] = {
    "://hooks.slack.com/", "/webhooks/",          "/webhookb2/",           "/webhook/", "/hooks/",
    "/hook/",              ".logic.azure.com:",   ".logic.azure.com/",     "://hc-ping.com/",
    "://maker.ifttt.com/trigger/"};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

struct writer {
  char *at;
  unsigned characters;
};

struct state {
  struct writer out;
  const struct tool *tool;
  bool next_is_secret;
  bool user_option; /* NAME:PASSWORD may be next */
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
  if (strncmp(name, "AWS_", 4) == 0 && !ends_with(name, "region") && !ends_with(name, "profile")) {
    return true;
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

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Whether a word is a token by its beginning, or a JWT. */
static bool is_token(struct text word) {
  if (text_length(word) < TOKEN_LENGTH) {
    return false;
  }
  struct text rest = word;
  if (text_take(&rest, "eyJ") && memchr(rest.at, '.', text_length(rest))) {
    return true;
  }
  for (unsigned i = 0; i < COUNT(TOKEN_STARTS); i++) {
    rest = word;
    if (text_take(&rest, TOKEN_STARTS[i])) {
      return true;
    }
  }
  return false;
}

static bool is_user_option(struct text word) {
  for (unsigned i = 0; i < COUNT(USER_OPTIONS); i++) {
    struct text rest = word;
    if (text_take(&rest, USER_OPTIONS[i]) && rest.at == rest.end) {
      return true;
    }
  }
  return false;
}

/* The colon of NAME:PASSWORD, up to a blank; NULL where it is none. Two numbers are a user and a
 * group, as Docker takes them, and with a slash before the colon it is an address. */
static const char *user_colon(struct text text) {
  bool numbers = true;
  const char *colon = NULL;
  const char *at = text.at;
  for (; at < text.end && !is_blank(*at); at++) {
    if (*at == '/' && !colon) {
      return NULL;
    }
    if (*at == ':' && !colon) {
      colon = at;
    } else if (!is_digit(*at)) {
      numbers = false;
    }
  }
  return numbers || colon == text.at || (colon && colon + 1 == at) ? NULL : colon;
}

static const char *end_of_url(struct text rest) {
  while (rest.at < rest.end && !is_blank(*rest.at) && *rest.at != '"' && *rest.at != '\'') {
    rest.at++;
  }
  return rest.at;
}

/* The place behind which an address is a secret; NULL where there is none. */
static const char *find_webhook(struct text url) {
  for (unsigned i = 0; i < COUNT(WEBHOOKS); i++) {
    size_t length = strlen(WEBHOOKS[i]);
    const char *found = memmem(url.at, text_length(url), WEBHOOKS[i], length);
    if (found) {
      return found + length;
    }
  }
  const char *bot = memmem(url.at, text_length(url), "/bot", 4);
  return bot && bot + 4 < url.end && is_digit(bot[4]) ? bot + 4 : NULL;
}

/* Takes "://user:password@" and shows it without the password, or a webhook without its secret. */
static void put_url(struct writer *out, struct text *rest) {
  const char *url_end = end_of_url(*rest);
  const char *secret = find_webhook((struct text){rest->at, url_end});
  if (secret) {
    put(out, (struct text){rest->at, secret});
    put_stars(out);
    rest->at = url_end;
    return;
  }
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

/* Behind a user option: how many bytes stand before NAME:PASSWORD in this argument, or -1. */
static ptrdiff_t find_user(struct state *state, struct text rest) {
  const char *start = rest.at;
  while (rest.at < rest.end && (*rest.at == '=' || is_blank(*rest.at))) {
    rest.at++;
  }
  state->user_option = rest.at == rest.end;
  return rest.at > start && user_colon(rest) ? rest.at - start : -1;
}

/* The place behind "PRIVATE KEY" of a key in PEM; NULL where there is none. */
static const char *find_private_key(struct text argument) {
  const char *begin = memmem(argument.at, text_length(argument), "-----BEGIN ", 11);
  const char *end = argument.end;
  const char *name =
      begin ? memmem(begin, (size_t)(end - begin), "PRIVATE KEY", 11) : NULL;
  if (!name) {
    return NULL;
  }
  struct text rest = {name + 11, end};
  text_take(&rest, "-----");
  return rest.at;
}

static void put_argument(struct state *state, struct text argument) {
  if (state->next_is_secret) {
    state->next_is_secret = false;
    put_stars(&state->out);
    return;
  }
  const char *colon = state->user_option ? user_colon(argument) : NULL;
  state->user_option = false;
  if (colon) {
    put(&state->out, (struct text){argument.at, colon + 1});
    put_stars(&state->out);
    return;
  }
  if (put_tool_option(state, argument)) {
    return;
  }
  notice_tool(state, argument);
  const char *key = find_private_key(argument);
  if (key) {
    put(&state->out, (struct text){argument.at, key});
    put_stars(&state->out);
    return;
  }
  struct text rest = argument;
  while (rest.at < rest.end) {
    struct text word = take_word(&rest);
    if (is_token(word)) {
      put_stars(&state->out);
      continue;
    }
    put(&state->out, word);
    ptrdiff_t between =
        text_length(word) > 0 ? find_secret(word, rest, &state->next_is_secret) : -1;
    if (between < 0 && is_user_option(word)) {
      between = find_user(state, rest);
    }
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
