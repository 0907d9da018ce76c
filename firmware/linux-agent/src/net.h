/* Addresses and sockets. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#define NET_HOST_SIZE 256
#define NET_SHOWN_SIZE 64

union net_address {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

/* Splits "host:7000", "[::1]:7000" or "7000" (then the host is ""). -EINVAL. */
int net_split(const char *text, char ret_host[static NET_HOST_SIZE], unsigned short *ret_port);

/* An address given in numbers. -EINVAL when it is a name. */
int net_parse(const char *host, unsigned short port, union net_address *ret_address);

/* Whether packets to it stay within a private network: loopback, RFC 1918, link-local, ULA,
 * 100.64.0.0/10 (which WireGuard-based networks use). */
bool net_is_private(const union net_address *address);

/* "192.168.1.10:7000" */
void net_show(const union net_address *address, char ret_shown[static NET_SHOWN_SIZE]);

socklen_t net_length(const union net_address *address);

/* The address at the other end. */
int net_peer(int fd, union net_address *ret_address);

/* A socket that listens, or a negative errno. An address of all interfaces takes IPv4 as well as
 * IPv6. */
int net_listen(const union net_address *address);

/* Begins to connect. A socket; poll for writing, then ask net_connected(). */
int net_connect(const union net_address *address);

/* How connecting ended: 0 or a negative errno. */
int net_connected(int fd);

/* Takes a connection, or -EAGAIN. */
int net_accept(int listen_fd);
