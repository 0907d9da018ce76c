#include "resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct resolve_answer look_up(const char *host, unsigned short port) {
  struct resolve_answer answer = {0};
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV};
  struct addrinfo *list = NULL;
  char service[8];
  snprintf(service, sizeof(service), "%u", port);
  answer.error = getaddrinfo(host, service, &hints, &list);
  for (const struct addrinfo *info = list; info && answer.count < RESOLVE_ADDRESSES_MAX;
       info = info->ai_next) {
    if (info->ai_addrlen <= sizeof(answer.addresses[0])) {
      memcpy(&answer.addresses[answer.count++], info->ai_addr, info->ai_addrlen);
    }
  }
  return answer;
}

int resolve_begin(struct resolve *resolve, const char *host, unsigned short port) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) < 0) {
    return -errno;
  }
  pid_t child = fork();
  if (child < 0) {
    int r = -errno;
    close(fds[0]);
    close(fds[1]);
    return r;
  }
  if (child == 0) {
    /* Less than PIPE_BUF: the parent reads it in one piece. */
    struct resolve_answer answer = look_up(host, port);
    _exit(write(fds[1], &answer, sizeof(answer)) == (ssize_t)sizeof(answer) ? 0 : 1);
  }
  close(fds[1]);
  *resolve = (struct resolve){child, fds[0]};
  return 0;
}

static void reap(struct resolve *resolve) {
  close(resolve->fd);
  while (waitpid(resolve->child, NULL, 0) < 0 && errno == EINTR) {
  }
  *resolve = (struct resolve){0, -1};
}

int resolve_end(struct resolve *resolve, struct resolve_answer *ret_answer) {
  struct resolve_answer answer;
  ssize_t n = read(resolve->fd, &answer, sizeof(answer));
  reap(resolve);
  if (n != (ssize_t)sizeof(answer)) {
    return -EIO;
  }
  *ret_answer = answer;
  return 0;
}

void resolve_cancel(struct resolve *resolve) {
  if (resolve->child > 0) {
    kill(resolve->child, SIGKILL);
    reap(resolve);
  }
}
