/* Addresses, lines over sockets, and the first line of who connects. */
#include <errno.h>
#include <unistd.h>

#include "connection.h"
#include "dialer.h"
#include "listener.h"
#include "sampling.h"
#include "test.h"

static void addresses_are_split(void) {
  static const struct {
    const char *text;
    int result;
    const char *host;
    unsigned port;
  } ROWS[] = {{"", -EINVAL, "", 0},
              {":", -EINVAL, "", 0},
              {":7000", -EINVAL, "", 0},
              {"hub", -EINVAL, "", 0},
              {"hub:", -EINVAL, "", 0},
              {"hub:0", -EINVAL, "", 0},
              {"hub:65536", -EINVAL, "", 0},
              {"hub:7000x", -EINVAL, "", 0},
              {"hub: 7000", -EINVAL, "", 0},
              {"::1:7000", -EINVAL, "", 0},
              {"[::1:7000", -EINVAL, "", 0},
              {"[]:7000", -EINVAL, "", 0},
              {"7100", 0, "", 7100},
              {"hub.lan:7000", 0, "hub.lan", 7000},
              {"[::1]:65535", 0, "::1", 65535}};
  for (unsigned i = 0; i < COUNT_OF(ROWS); i++) {
    char host[NET_HOST_SIZE] = "";
    unsigned short port = 0;
    CHECK_NUMBER(net_split(ROWS[i].text, host, &port), ROWS[i].result);
    CHECK_TEXT(host, ROWS[i].host);
    CHECK_NUMBER(port, ROWS[i].port);
  }
}

static void private_addresses_are_known(void) {
  static const struct {
    const char *address;
    bool is_private;
  } ROWS[] = {{"127.0.0.1", true},
              {"10.255.0.1", true},
              {"172.16.0.1", true},
              {"172.31.255.255", true},
              {"172.32.0.1", false},
              {"192.168.1.1", true},
              {"192.169.1.1", false},
              {"169.254.1.1", true},
              {"100.64.0.1", true},
              {"100.127.1.1", true},
              {"100.128.0.1", false},
              {"8.8.8.8", false},
              {"0.0.0.0", false},
              {"11.0.0.1", false},
              {"::1", true},
              {"::", false},
              {"fe80::1", true},
              {"fd00::1", true},
              {"fc00::1", true},
              {"2001:db8::1", false},
              {"::ffff:10.0.0.1", true},
              {"::ffff:8.8.8.8", false},
              {"febf::1", true},
              {"ff02::1", false}};
  for (unsigned i = 0; i < COUNT_OF(ROWS); i++) {
    union net_address address;
    CHECK_NUMBER(net_parse(ROWS[i].address, 7000, &address), 0);
    CHECK(net_is_private(&address) == ROWS[i].is_private);
  }
  union net_address address;
  char shown[NET_SHOWN_SIZE];
  CHECK_NUMBER(net_parse("hub.lan", 7000, &address), -EINVAL);
  CHECK_NUMBER(net_parse("fd00::1", 7000, &address), 0);
  net_show(&address, shown);
  CHECK_TEXT(shown, "[fd00::1]:7000");
}

static void lines_come_whole(void) {
  static struct connection connection;
  struct text line;
  int fds[2];
  char noise[CONNECTION_LINE_BYTES * 2];
  memset(noise, 'x', sizeof(noise));
  CHECK_NUMBER(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
  connection_init(&connection, fds[0], 1);
  CHECK_NUMBER(connection_receive(&connection, 2), -EAGAIN);
  CHECK_NUMBER(write(fds[1], "one\r\ntwo\n\nthr", 13), 13);
  CHECK_NUMBER(connection_receive(&connection, 3), 0);
  CHECK_NUMBER(connection.received_nanos, 3);
  CHECK(connection_line(&connection, &line) == 1 && text_equals(line, "one"));
  CHECK(connection_line(&connection, &line) == 1 && text_equals(line, "two"));
  CHECK(connection_line(&connection, &line) == 1 && text_equals(line, ""));
  CHECK_NUMBER(connection_line(&connection, &line), 0);
  CHECK_NUMBER(write(fds[1], "ee\n", 3), 3);
  CHECK_NUMBER(connection_receive(&connection, 4), 0);
  CHECK(connection_line(&connection, &line) == 1 && text_equals(line, "three"));
  /* One that is too long is said so once, and the one behind it comes. */
  unsigned too_long = 0;
  CHECK_NUMBER(write(fds[1], noise, sizeof(noise)), sizeof(noise));
  CHECK_NUMBER(write(fds[1], "\nnext\n", 6), 6);
  bool found = false;
  while (connection_receive(&connection, 5) == 0) {
    int r;
    while ((r = connection_line(&connection, &line)) != 0) {
      too_long += r == -EMSGSIZE ? 1 : 0;
      found |= r > 0 && text_equals(line, "next");
    }
  }
  CHECK_NUMBER(too_long, 1);
  CHECK(found);
  close(fds[1]);
  CHECK_NUMBER(connection_receive(&connection, 6), -ECONNRESET);
  CHECK(connection_send(&connection, "x", 1) < 0);
  connection_close(&connection);
  connection_close(&connection);
}

static void only_a_hub_with_the_key_is_let_in(void) {
  static const struct {
    const char *line;
    const char *key;
    const char *error;
  } ROWS[] = {
      {"GET / HTTP/1.1", NULL, "the first line must be {\"type\":\"hello\",…}"},
      {"{\"type\":\"welcome\"}", NULL, "the first line must be {\"type\":\"hello\",…}"},
      {"{\"type\":\"hello\"}", NULL, NULL},
      {"{\"type\":\"hello\",\"key\":\"any\"}", NULL, NULL},
      {"{\"type\":\"hello\"}", "sesame", "this agent wants a key"},
      {"{\"type\":\"hello\",\"key\":\"\"}", "sesame", "wrong key"},
      {"{\"type\":\"hello\",\"key\":\"sesam\"}", "sesame", "wrong key"},
      {"{\"type\":\"hello\",\"key\":\"sesame \"}", "sesame", "wrong key"},
      {"{\"type\":\"hello\",\"key\":\"sesame\\u0000x\"}", "sesame", "wrong key"},
      {"{\"type\":\"hello\",\"key\":7}", "sesame", "wrong key"},
      {"{\"type\":\"hello\",\"key\":\"sesame\"}", "sesame", NULL},
  };
  for (unsigned i = 0; i < COUNT_OF(ROWS); i++) {
    const char *error = listener_check_hello(text_of(ROWS[i].line), ROWS[i].key);
    CHECK_TEXT(error ? error : "", ROWS[i].error ? ROWS[i].error : "");
  }
}

static void a_token_does_not_go_to_a_public_address(void) {
  struct dialer dialer;
  short events;
  dialer_init(&dialer, "192.0.2.1", 7000, false);
  CHECK(dialer_step(&dialer, false, 1) < 0);
  CHECK(strstr(dialer.why, "192.0.2.1:7000: not a private address") != NULL);
  CHECK_NUMBER(dialer_fd(&dialer, &events), -1);
}

static void pauses_grow_to_a_minute(void) {
  struct dialer dialer;
  dialer_init(&dialer, "127.0.0.1", 1, false);
  for (unsigned i = 0; i < 40; i++) {
    uint64_t longest = i < 6 ? UINT64_C(1000000000) << i : UINT64_C(60000000000);
    dialer_back_off(&dialer, 5);
    CHECK(dialer.due_nanos <= 5 + longest && dialer.due_nanos >= 5 + longest * 3 / 4);
  }
}

int main(void) {
  addresses_are_split();
  private_addresses_are_known();
  lines_come_whole();
  only_a_hub_with_the_key_is_let_in();
  a_token_does_not_go_to_a_public_address();
  pauses_grow_to_a_minute();
  return test_result("test_net");
}
