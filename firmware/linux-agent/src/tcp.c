#include "tcp.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "file.h"

/* About 27,000 connections; who has more has netlink. */
#define TEXT_BYTES_MAX (4U * 1024 * 1024)

/* A connection whose handshake is not over, as newer kernels call it. */
#define NEW_SYN_RECV 12
#define SYN_RECV 3

static void count_state(uint64_t state, uint32_t counts[static TCP_STATES]) {
  if (state == NEW_SYN_RECV) {
    state = SYN_RECV;
  }
  if (state > 0 && state < TCP_STATES) {
    counts[state]++;
  }
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The fourth word of a line: "   0: 0100007F:0CEA 00000000:0000 0A …". That of the head is "st". */
static void count_line(struct text line, uint32_t counts[static TCP_STATES]) {
  struct text word;
  for (unsigned i = 0; i < 4; i++) {
    if (!text_word(&line, &word)) {
      return;
    }
  }
  if (text_length(word) == 2 && hex_digit(word.at[0]) >= 0 && hex_digit(word.at[1]) >= 0) {
    count_state((uint64_t)(hex_digit(word.at[0]) * 16 + hex_digit(word.at[1])), counts);
  }
}

size_t tcp_count_text(struct text text, uint32_t counts[static TCP_STATES]) {
  const char *last = memrchr(text.at, '\n', text_length(text));
  if (!last) {
    return 0;
  }
  struct text lines = {text.at, last + 1};
  struct text line;
  while (text_line(&lines, &line)) {
    count_line(line, counts);
  }
  return (size_t)(last + 1 - text.at);
}

static int read_text(const struct sampling *sampling, const char *name,
                     uint32_t counts[static TCP_STATES]) {
  int fd = sampling_open_own(sampling, name);
  if (fd < 0) {
    return fd;
  }
  size_t kept = 0;
  size_t total = 0;
  int r = 0;
  while (total < TEXT_BYTES_MAX) {
    /* A page at a time is what the kernel gives; a large buffer would only become memory. */
    ssize_t n = read(fd, sampling->text + kept, 16384 - kept);
    if (n <= 0) {
      r = n < 0 ? -errno : 0;
      break;
    }
    total += (size_t)n;
    struct text text = {sampling->text, sampling->text + kept + (size_t)n};
    size_t counted = tcp_count_text(text, counts);
    kept = text_length(text) - counted;
    if (counted == 0 && kept == 16384) {
      r = -EBADMSG;
      break;
    }
    memmove(sampling->text, sampling->text + counted, kept);
  }
  close(fd);
  return total >= TEXT_BYTES_MAX ? -EFBIG : r;
}

static int read_texts(const struct sampling *sampling, uint32_t counts[static TCP_STATES]) {
  int r = read_text(sampling, "net/tcp", counts);
  int r6 = read_text(sampling, "net/tcp6", counts);
  /* A kernel without IPv6 has no tcp6. */
  return r < 0 ? r : (r6 == -ENOENT ? 0 : r6);
}

int tcp_count_answer(const void *answer, size_t length, uint32_t counts[static TCP_STATES]) {
  const char *at = answer;
  while (length >= sizeof(struct nlmsghdr)) {
    struct nlmsghdr head;
    memcpy(&head, at, sizeof(head));
    if (head.nlmsg_len < sizeof(head) || head.nlmsg_len > length) {
      return -EBADMSG;
    }
    const char *body = at + NLMSG_HDRLEN;
    size_t body_length = head.nlmsg_len - NLMSG_HDRLEN;
    if (head.nlmsg_type == NLMSG_DONE) {
      return 1;
    }
    if (head.nlmsg_type == NLMSG_ERROR) {
      int error = 0;
      memcpy(&error, body, body_length < sizeof(error) ? body_length : sizeof(error));
      return error < 0 ? error : -EBADMSG;
    }
    if (head.nlmsg_type == SOCK_DIAG_BY_FAMILY && body_length >= sizeof(struct inet_diag_msg)) {
      count_state((unsigned char)body[offsetof(struct inet_diag_msg, idiag_state)], counts);
    }
    size_t step = NLMSG_ALIGN(head.nlmsg_len);
    at += step < length ? step : length;
    length -= step < length ? step : length;
  }
  return 0;
}

static int ask_family(const struct sampling *sampling, int fd, int family,
                      uint32_t counts[static TCP_STATES]) {
  struct {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
  } request = {
      .head = {.nlmsg_len = sizeof(request),
               .nlmsg_type = SOCK_DIAG_BY_FAMILY,
               .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      .body = {.sdiag_family = (uint8_t)family,
               .sdiag_protocol = IPPROTO_TCP,
               .idiag_states = UINT32_MAX},
  };
  if (send(fd, &request, sizeof(request), 0) < 0) {
    return -errno;
  }
  for (;;) {
    ssize_t n = recv(fd, sampling->text, 32768, MSG_TRUNC);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0 || n > 32768) {
      return n < 0 ? -errno : -EBADMSG;
    }
    int r = tcp_count_answer(sampling->text, (size_t)n, counts);
    if (r != 0) {
      return r;
    }
  }
}

static int ask_kernel(const struct sampling *sampling, uint32_t counts[static TCP_STATES]) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (fd < 0) {
    return -errno;
  }
  /* The kernel answers at once or not at all; nothing else may wait for it. */
  struct timeval patience = {.tv_sec = 1};
  int r = setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0 ? -errno : 0;
  if (r >= 0) {
    r = ask_family(sampling, fd, AF_INET, counts);
  }
  if (r >= 0) {
    r = ask_family(sampling, fd, AF_INET6, counts);
  }
  close(fd);
  return r;
}

void tcp_put(const uint32_t counts[static TCP_STATES], struct metrics *metrics) {
  static const char *const NAMES[TCP_STATES] = {
      [1] = "established", [2] = "syn_sent",  [3] = "syn_recv", [4] = "fin_wait1",
      [5] = "fin_wait2",   [6] = "time_wait", [7] = "close",    [8] = "close_wait",
      [9] = "last_ack",    [10] = "listen",   [11] = "closing"};
  for (unsigned i = 1; i < TCP_STATES; i++) {
    metrics_put_part(metrics, "tcp/", NAMES[i], counts[i], 0);
  }
}

void tcp_sample(struct tcp *tcp, struct sampling *sampling) {
  uint64_t started_nanos = sampling_nanos();
  if (pace_is_due(&tcp->pace, started_nanos)) {
    uint32_t counts[TCP_STATES] = {0};
    int r = -ENOSYS;
    if (sampling->root[0] == '\0' && !tcp->netlink_failed) {
      r = ask_kernel(sampling, counts);
      tcp->netlink_failed = r < 0;
    }
    if (r < 0) {
      memset(counts, 0, sizeof(counts));
      r = read_texts(sampling, counts);
    }
    tcp->known = r >= 0;
    memcpy(tcp->counts, counts, sizeof(counts));
    pace_spent(&tcp->pace, started_nanos, sampling_nanos());
    if (r < 0) {
      missing_set_errno(sampling->missing, "tcp", "net/tcp", r);
    } else {
      missing_set(sampling->missing, "tcp", NULL);
    }
  }
  if (tcp->known) {
    tcp_put(tcp->counts, sampling->metrics);
  }
}
