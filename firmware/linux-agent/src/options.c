#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "recorder.h"
#include "version.h"

static const char HELP[] =
    "kymata-agent sends the state of this machine to a Kymata hub.\n"
    "\n"
    "  --listen [ADDRESS:]PORT   wait for the hub to connect\n"
    "  --connect HOST:PORT       connect to the hub; needs --token-file\n"
    "\n"
    "  --token-file FILE         the token that the hub gave to this host\n"
    "  --key-file FILE           with --listen: whoever connects must show this key;\n"
    "                            without one, ADDRESS is 127.0.0.1 unless given\n"
    "  --insecure                send the token over a plain line to an address that\n"
    "                            is not private; listen there without a key\n"
    "  --interval MILLIS         between samples, 1000 to 60000 (1000); the hub may\n"
    "                            change it\n"
    "  --name NAME               of this host (its host name)\n"
    "  --root DIR                read DIR/proc, DIR/sys and DIR/etc: those of a\n"
    "                            machine that is mounted there\n"
    "  --no-processes            never show the process table\n"
    "  --no-command-lines        show it without command lines\n"
    "  --version, --help\n";

/* The text of the arguments as the user gave them. */
struct given {
  const char *listen;
  const char *connect;
  const char *token_file;
  const char *key_file;
  const char *interval;
  const char *root;
};

static enum options_result wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

static enum options_result wrong(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("kymata-agent: ", stderr);
  vfprintf(stderr, format, arguments);
  fputs(" (--help lists the options)\n", stderr);
  va_end(arguments);
  return OPTIONS_WRONG;
}

static enum options_result read_arguments(int argc, char *argv[], struct given *given,
                                          struct options *options) {
  enum {
    LISTEN = 1,
    CONNECT,
    TOKEN,
    KEY,
    INSECURE,
    INTERVAL,
    NAME,
    ROOT,
    NO_PROCESSES,
    NO_COMMANDS,
    VERSION,
    HELP_ME
  };
  static const struct option LONG[] = {{"listen", required_argument, NULL, LISTEN},
                                       {"connect", required_argument, NULL, CONNECT},
                                       {"token-file", required_argument, NULL, TOKEN},
                                       {"key-file", required_argument, NULL, KEY},
                                       {"insecure", no_argument, NULL, INSECURE},
                                       {"interval", required_argument, NULL, INTERVAL},
                                       {"name", required_argument, NULL, NAME},
                                       {"root", required_argument, NULL, ROOT},
                                       {"no-processes", no_argument, NULL, NO_PROCESSES},
                                       {"no-command-lines", no_argument, NULL, NO_COMMANDS},
                                       {"version", no_argument, NULL, VERSION},
                                       {"help", no_argument, NULL, HELP_ME},
                                       {0}};
  int option;
  while ((option = getopt_long(argc, argv, "", LONG, NULL)) != -1) {
    switch (option) {
      case LISTEN: given->listen = optarg; break;
      case CONNECT: given->connect = optarg; break;
      case TOKEN: given->token_file = optarg; break;
      case KEY: given->key_file = optarg; break;
      case INSECURE: options->insecure = true; break;
      case INTERVAL: given->interval = optarg; break;
      case NAME: options->name = optarg; break;
      case ROOT: given->root = optarg; break;
      case NO_PROCESSES: options->processes = false; break;
      case NO_COMMANDS: options->command_lines = false; break;
      case VERSION: puts("kymata-agent " AGENT_VERSION); return OPTIONS_DONE;
      case HELP_ME: fputs(HELP, stdout); return OPTIONS_DONE;
      default: return OPTIONS_WRONG; /* getopt_long() has said it */
    }
  }
  return optind < argc ? wrong("what is \"%s\"?", argv[optind]) : OPTIONS_RUN;
}

static enum options_result read_secret(const char *path, struct options *options) {
  struct stat status;
  int r = stat(path, &status) < 0
              ? -errno
              : file_read_word("", path, options->secret, sizeof(options->secret));
  if (r == -EFBIG) {
    return wrong("%s: a secret has at most 255 characters", path);
  }
  if (r < 0) {
    return wrong("%s: %s", path, strerror(-r));
  }
  if (status.st_mode & (S_IRGRP | S_IROTH)) {
    fprintf(stderr, "kymata-agent: warning: others can read %s; chmod 600 helps\n", path);
  }
  return OPTIONS_RUN;
}

static enum options_result check_listen(const struct given *given, struct options *options) {
  if (net_split(given->listen, options->host, &options->port) < 0) {
    return wrong("--listen wants [ADDRESS:]PORT, not \"%s\"", given->listen);
  }
  if (given->token_file) {
    return wrong("--token-file goes with --connect; --listen takes a --key-file");
  }
  bool has_key = given->key_file != NULL;
  const char *address = options->host[0] ? options->host : has_key ? "::" : "127.0.0.1";
  if (net_parse(address, options->port, &options->listen_address) < 0) {
    return wrong("--listen wants an address in numbers, not \"%s\"", address);
  }
  if (!has_key && !net_is_private(&options->listen_address) && !options->insecure) {
    return wrong(
        "listening on %s without a --key-file would show this machine to everybody; --insecure "
        "does it",
        address);
  }
  return has_key ? read_secret(given->key_file, options) : OPTIONS_RUN;
}

static enum options_result check_connect(const struct given *given, struct options *options) {
  if (net_split(given->connect, options->host, &options->port) < 0 || !options->host[0]) {
    return wrong("--connect wants HOST:PORT, not \"%s\"", given->connect);
  }
  if (given->key_file) {
    return wrong("--key-file goes with --listen");
  }
  if (!given->token_file) {
    return wrong("--connect needs a --token-file");
  }
  return read_secret(given->token_file, options);
}

static enum options_result check_interval(const char *interval, struct options *options) {
  struct text text = text_of(interval);
  uint64_t millis;
  if (!text_unsigned(&text, &millis) || text.at != text.end ||
      millis < RECORDER_INTERVAL_MILLIS_MIN || millis > RECORDER_INTERVAL_MILLIS_MAX) {
    return wrong("--interval wants milliseconds from %u to %u, not \"%s\"",
                 RECORDER_INTERVAL_MILLIS_MIN, RECORDER_INTERVAL_MILLIS_MAX, interval);
  }
  options->interval_millis = (unsigned)millis;
  return OPTIONS_RUN;
}

static enum options_result check_root(const char *root, struct options *options) {
  struct text text = text_of(root);
  while (text.end > text.at && text.end[-1] == '/') {
    text.end--;
  }
  if (text_length(text) >= sizeof(options->root)) {
    return wrong("--root is too long");
  }
  text_copy(text, options->root, sizeof(options->root));
  return OPTIONS_RUN;
}

enum options_result options_read(int argc, char *argv[], struct options *ret_options) {
  struct options options = {
      .processes = true, .command_lines = true, .interval_millis = RECORDER_INTERVAL_MILLIS_MIN};
  struct given given = {0};
  enum options_result result = read_arguments(argc, argv, &given, &options);
  if (result == OPTIONS_RUN && (given.listen == NULL) == (given.connect == NULL)) {
    result = wrong("one of --listen and --connect is needed");
  }
  if (result == OPTIONS_RUN && given.interval) {
    result = check_interval(given.interval, &options);
  }
  if (result == OPTIONS_RUN && given.root) {
    result = check_root(given.root, &options);
  }
  if (result == OPTIONS_RUN) {
    options.listen = given.listen != NULL;
    result = options.listen ? check_listen(&given, &options) : check_connect(&given, &options);
  }
  if (result == OPTIONS_RUN) {
    *ret_options = options;
  }
  return result;
}
