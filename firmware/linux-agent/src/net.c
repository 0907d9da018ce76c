#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

#define BACKLOG 8

int net_split(const char *text, char ret_host[static NET_HOST_SIZE], unsigned short *ret_port) {
  const char *colon = strrchr(text, ':');
  struct text host = {text, colon ? colon : text};
  struct text port = text_of(colon ? colon + 1 : text);
  if (text_take(&host, "[")) {
    if (host.end == host.at || host.end[-1] != ']') {
      return -EINVAL;
    }
    host.end--;
  } else if (memchr(host.at, ':', text_length(host))) {
    return -EINVAL; /* IPv6 without brackets: where the port begins is a guess */
  }
  uint64_t number;
  if ((colon && text_length(host) == 0) || text_length(host) >= NET_HOST_SIZE || *port.at == ' ' ||
      !text_unsigned(&port, &number) || port.at != port.end || number == 0 || number > 65535) {
    return -EINVAL;
  }
  text_copy(host, ret_host, NET_HOST_SIZE);
  *ret_port = (unsigned short)number;
  return 0;
}

int net_parse(const char *host, unsigned short port, union net_address *ret_address) {
  union net_address v4 = {.v4 = {.sin_family = AF_INET, .sin_port = htons(port)}};
  union net_address v6 = {.v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)}};
  if (inet_pton(AF_INET, host, &v4.v4.sin_addr) == 1) {
    *ret_address = v4;
    return 0;
  }
  if (inet_pton(AF_INET6, host, &v6.v6.sin6_addr) == 1) {
    *ret_address = v6;
    return 0;
  }
  return -EINVAL;
}

static bool is_private_v4(uint32_t address) {
  static const struct {
    uint32_t network;
    unsigned bits;
  } PRIVATE[] = {{0x7F000000, 8},  {0x0A000000, 8},  {0xAC100000, 12},
                 {0xC0A80000, 16}, {0xA9FE0000, 16}, {0x64400000, 10}};
  for (unsigned i = 0; i < sizeof(PRIVATE) / sizeof(PRIVATE[0]); i++) {
    if ((address ^ PRIVATE[i].network) >> (32 - PRIVATE[i].bits) == 0) {
      return true;
    }
  }
  return false;
}

bool net_is_private(const union net_address *address) {
  if (address->any.sa_family == AF_INET) {
    return is_private_v4(ntohl(address->v4.sin_addr.s_addr));
  }
  if (address->any.sa_family != AF_INET6) {
    return false;
  }
  const struct in6_addr *v6 = &address->v6.sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(v6)) {
    uint32_t v4;
    memcpy(&v4, v6->s6_addr + 12, sizeof(v4));
    return is_private_v4(ntohl(v4));
  }
  return IN6_IS_ADDR_LOOPBACK(v6) || IN6_IS_ADDR_LINKLOCAL(v6) || (v6->s6_addr[0] & 0xFE) == 0xFC;
}

void net_show(const union net_address *address, char ret_shown[static NET_SHOWN_SIZE]) {
  char host[INET6_ADDRSTRLEN] = "?";
  bool is_v6 = address->any.sa_family == AF_INET6;
  const void *bytes =
      is_v6 ? (const void *)&address->v6.sin6_addr : (const void *)&address->v4.sin_addr;
  unsigned port = ntohs(is_v6 ? address->v6.sin6_port : address->v4.sin_port);
  (void)inet_ntop(address->any.sa_family, bytes, host, sizeof(host));
  snprintf(ret_shown, NET_SHOWN_SIZE, is_v6 ? "[%s]:%u" : "%s:%u", host, port);
}

socklen_t net_length(const union net_address *address) {
  return address->any.sa_family == AF_INET6 ? sizeof(address->v6) : sizeof(address->v4);
}

int net_peer(int fd, union net_address *ret_address) {
  union net_address address;
  socklen_t length = sizeof(address);
  if (getpeername(fd, &address.any, &length) < 0) {
    return -errno;
  }
  *ret_address = address;
  return 0;
}

static int set(int fd, int level, int option, int value) {
  return setsockopt(fd, level, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

int net_listen(const union net_address *address) {
  int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) {
    return -errno;
  }
  int r = set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (r >= 0 && address->any.sa_family == AF_INET6) {
    r = set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  }
  if (r >= 0 && (bind(fd, &address->any, net_length(address)) < 0 || listen(fd, BACKLOG) < 0)) {
    r = -errno;
  }
  if (r < 0) {
    close(fd);
    return r;
  }
  return fd;
}

int net_connect(const union net_address *address) {
  int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) {
    return -errno;
  }
  if (connect(fd, &address->any, net_length(address)) < 0 && errno != EINPROGRESS) {
    int r = -errno;
    close(fd);
    return r;
  }
  (void)set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  return fd;
}

int net_connected(int fd) {
  int error = 0;
  socklen_t length = sizeof(error);
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? -errno : -error;
}

int net_accept(int listen_fd) {
  int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) {
    return -errno;
  }
  (void)set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  return fd;
}
