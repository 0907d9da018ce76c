#include <stdio.h>
#include <string.h>

#include "agent.h"

static volatile sig_atomic_t stop;

static void on_signal(int signal) {
  (void)signal;
  stop = 1;
}

/* Blocks the signals that end the agent, except while it waits. */
static sigset_t prepare_signals(void) {
  struct sigaction act = {.sa_handler = on_signal};
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigset_t ending;
  sigset_t before;
  sigaction(SIGTERM, &act, NULL);
  sigaction(SIGINT, &act, NULL);
  sigaction(SIGPIPE, &ignore, NULL);
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  sigprocmask(SIG_BLOCK, &ending, &before);
  sigdelset(&before, SIGTERM);
  sigdelset(&before, SIGINT);
  return before;
}

int main(int argc, char *argv[]) {
  /* Far too large for the stack, and only as much of them as is used becomes memory. */
  static struct options options;
  static struct agent agent;
  switch (options_read(argc, argv, &options)) {
    case OPTIONS_DONE: return 0;
    case OPTIONS_WRONG: return 2;
    case OPTIONS_RUN: break;
  }
  sigset_t signals = prepare_signals();
  int r = agent_init(&agent, &options);
  if (r < 0) {
    fprintf(stderr, "kymata-agent: cannot start: %s\n", strerror(-r));
    return 1;
  }
  agent_run(&agent, &stop, &signals);
  return 0;
}
