/* Families that count: what their parsers make of good text, and that bad text gives absent values.
 */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>

#include "host.h"
#include "picture.h"

#define SECOND 1000000000U

static struct metrics metrics;

/* Begins a sample that knows nothing of the ones before. */
static struct metrics *fresh(void) {
  memset(&metrics, 0, sizeof(metrics));
  metrics_begin(&metrics);
  return &metrics;
}

static void cpu_after(const char *before, const char *now) {
  static struct cpu cpu;
  cpu = (struct cpu){0};
  cpu_update(&cpu, text_of(before), fresh());
  cpu_update(&cpu, text_of(now), fresh());
}

static void cpu_is_what_was_used_between_two_looks(void) {
  cpu_after("cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 50 0 50 400 0 0 0 0 0 0\n",
            "cpu  130 10 110 840 5 2 2 1 9 9\ncpu0 60 0 60 480 0 0 0 0 0 0\nbtime 17\n");
  CHECK_NUMBER(value_of(&metrics, "cpu"), 550);
  CHECK_NUMBER(value_of(&metrics, "cpu/user"), 400);
  CHECK_NUMBER(value_of(&metrics, "cpu/system"), 140);
  CHECK_NUMBER(value_of(&metrics, "cpu/iowait"), 50);
  CHECK_NUMBER(value_of(&metrics, "cpu/steal"), 10);
  CHECK_NUMBER(value_of(&metrics, "cpu/idle"), 400);
  CHECK_NUMBER(value_of(&metrics, "cpu/core0"), 200);
}

static void cpu_that_went_back_is_absent(void) {
  static const char *const BEFORE = "cpu  100 0 100 800 50 0 0 0\ncpu0 100 0 100 800 50 0 0 0\n";
  static const char *const BAD[] = {
      "cpu  99 0 200 900 50 0 0 0\ncpu0 10 0 10 80 5 0 0 0\n",
      "cpu  100 0 100 800 50 0 0 0\ncpu0 100 0 100 800 50 0 0 0\n", /* no time has passed */
      "cpu  -5 0 200 900 50 0 0 0\ncpu0 nan 0 200 900 50 0 0 0\n",
      "cpu  200 0\ncpu0 200\n",
      "cpu  200 0 200 900 50 x 0 0\ncpu0 200 0 200 99999999999999999999 0 0\n",
      "cpu\ncpu0\ncpux 1 2 3 4\n",
      "",
      "\x00\xff garbage",
  };
  for (unsigned i = 0; i < COUNT_OF(BAD); i++) {
    cpu_after(BEFORE, BAD[i]);
    CHECK_NUMBER(count_of(&metrics), 0);
  }
  cpu_after(BEFORE, "cpu  150 0 100 850 49 0 0 0\n");
  CHECK_NUMBER(value_of(&metrics, "cpu"), 500);
  CHECK_NUMBER(value_of(&metrics, "cpu/iowait"), ABSENT);
}

static void a_core_that_was_away_begins_anew(void) {
  static struct cpu cpu;
  cpu = (struct cpu){0};
  cpu_update(&cpu, text_of("cpu1 100 0 0 100\n"), fresh());
  cpu_update(&cpu, text_of("cpu0 100 0 0 100\n"), fresh());
  cpu_update(
      &cpu,
      text_of("cpu0 110 0 0 110\ncpu1 200 0 0 100\ncpu1024 1 1 1 1\ncpu99999999999 1 1 1 1\n"),
      fresh());
  CHECK_NUMBER(value_of(&metrics, "cpu/core0"), 500);
  CHECK_NUMBER(value_of(&metrics, "cpu/core1"), ABSENT);
  CHECK_NUMBER(count_of(&metrics), 1);
}

static void load_has_two_decimals(void) {
  load_update(text_of("0.04 12.30 400.00 3/212 9912\n"), fresh());
  CHECK_NUMBER(value_of(&metrics, "load/1m"), 4);
  CHECK_NUMBER(value_of(&metrics, "load/5m"), 1230);
  CHECK_NUMBER(value_of(&metrics, "load/15m"), 40000);
  CHECK_NUMBER(value_of(&metrics, "processes/running"), 3);
  CHECK_NUMBER(value_of(&metrics, "threads"), 212);
  static const char *const BAD[] = {"",   "nan",        "-1.00 0.00 0.00 1/2 3",   "1",
                                    "1.", "1. 05 1.00", "99999999999.00 1.00 1.00"};
  for (unsigned i = 0; i < COUNT_OF(BAD); i++) {
    load_update(text_of(BAD[i]), fresh());
    CHECK_NUMBER(count_of(&metrics), 0);
  }
}

static void memory_that_lies_is_absent(void) {
  CHECK(!memory_update(
      text_of("MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 250 kB\n"), fresh()));
  CHECK_NUMBER(value_of(&metrics, "memory/used"),
               600 * 1024); /* a kernel that does not say what is available */
  CHECK_NUMBER(value_of(&metrics, "memory"), 600);
  CHECK_NUMBER(value_of(&metrics, "memory/available"), ABSENT);
  static const char *const BAD[] = {"", "MemTotal:\n", "MemTotal: -5 kB\n", "MemTotal: 5 MB\n",
                                    "MemTotal: 99999999999999999 kB\nMemAvail"};
  for (unsigned i = 0; i < COUNT_OF(BAD); i++) {
    CHECK(!memory_update(text_of(BAD[i]), fresh()));
    CHECK_NUMBER(count_of(&metrics), 0);
  }
  CHECK(memory_update(
      text_of("MemTotal: 10 kB\nMemAvailable: 20 kB\nSwapTotal: 10 kB\nSwapFree: 20 kB\n"),
      fresh()));
  CHECK_NUMBER(value_of(&metrics, "memory/used"), ABSENT);
  CHECK_NUMBER(value_of(&metrics, "swap/used"), ABSENT);
}

static void paging_is_a_rate(void) {
  struct memory memory = {0};
  memory_update_paging(&memory, text_of("pswpin 10\npswpout 20\n"), SECOND, 4096, fresh());
  CHECK_NUMBER(count_of(&metrics), 0);
  memory_update_paging(&memory, text_of("pswpin 12\npswpout 19\n"), 3 * (uint64_t)SECOND, 4096,
                       fresh());
  CHECK_NUMBER(value_of(&metrics, "swap/in"), 40960);
  CHECK_NUMBER(value_of(&metrics, "swap/out"), ABSENT);
  memory_update_paging(&memory, text_of("pswpin 1"), 4 * (uint64_t)SECOND, 4096, fresh());
  memory_update_paging(&memory, text_of("pswpin 100\npswpout 100\n"), 5 * (uint64_t)SECOND, 4096,
                       fresh());
  CHECK_NUMBER(count_of(&metrics), 0);
}

static void drives_are_rates_of_whole_devices(void) {
  static struct drives drives;
  drives = (struct drives){0};
  CHECK(drives_update(
      &drives,
      text_of("8 0 sda 10 0 100 0 20 0 200 0 0 1000 0\n8 1 sda1 9 0 1 0 1 0 1 0 0 0 0\n"
              "8 2 sdaa 5 0 1 0 1 0 1 0 0 0 0\n253 1 dm-1 5 0 1 0 1 0 1 0 0 0 0\n"
              "253 10 dm-10 5 0 1 0 1 0 1 0 0 0 0\n1 1 cciss!c0d0 1 0 1 0 1 0 1 0 0 0 0\n"
              "179 0 mmcblk0 1 0 1 0 1 0 1 0 0 0 0\n179 8 mmcblk0boot0 1 0 1 0 1 0 1 0 0 0 0\n"
              "7 0 loop0 1 0 1 0 1 0 1 0 0 0 0\n11 0 sr0 0 0 0 0 0 0 0 0 0 0 0\n"
              "8 3 bad -1 0 1 0 1 0 1 0 0 0 0\n8 4 cut 1 0 1\n"),
      SECOND, fresh()));
  CHECK_NUMBER(drives.count, 6);
  CHECK_TEXT(drives.entries[4].metric, "drive/cciss_c0d0");
  CHECK_NUMBER(count_of(&metrics), 0);
  /* sda went on for 2 s, dm-1 was reset, the others are gone */
  CHECK(drives_update(
      &drives,
      text_of("8 0 sda 14 0 104 0 21 0 200 0 0 2500 0\n253 1 dm-1 1 0 9 0 1 0 9 0 0 0 0\n"),
      3 * (uint64_t)SECOND, fresh()));
  CHECK_NUMBER(value_of(&metrics, "drive/sda/reads"), 20);
  CHECK_NUMBER(value_of(&metrics, "drive/sda/read"), 10240);
  CHECK_NUMBER(value_of(&metrics, "drive/sda/writes"), 5);
  CHECK_NUMBER(value_of(&metrics, "drive/sda/write"), 0);
  CHECK_NUMBER(value_of(&metrics, "drive/sda/busy"), 750);
  CHECK_NUMBER(value_of(&metrics, "drive/dm-1/reads"), ABSENT);
  CHECK_NUMBER(value_of(&metrics, "drive/dm-1/read"), 20480);
  CHECK_NUMBER(drives.count, 2);
  CHECK(drives_update(&drives, text_of(""), 4 * (uint64_t)SECOND, fresh()));
  CHECK_NUMBER(drives.count, 0);
}

static void an_interface_that_vanishes_takes_its_values_along(void) {
  static struct network network;
  network = (struct network){0};
  CHECK(network_update(
      &network,
      text_of("  lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n"
              "eth0:100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n"
              "eth0:1: 100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n"
              "veth1: 100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n"
              "cut: 100 1 0\nneg: -1 1 0 0 0 0 0 0 1 1 0 0\nno colon\n: 1 1 1 1 1 1 1 1 1 1 1 1\n"),
      SECOND, fresh()));
  CHECK_NUMBER(network.count, 3);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/total_out"), 200);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/out"), ABSENT);
  CHECK_NUMBER(value_of(&metrics, "net/eth0_1/total_in"), 100);
  CHECK(network_update(&network, text_of("eth0: 1100 3 1 0 0 0 0 0 100 2 0 4 0 0 0 0\n"),
                       2 * (uint64_t)SECOND, fresh()));
  CHECK_NUMBER(network.count, 1);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/in"), 10000);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/packets_in"), 20);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/errors_in"), 10);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/out"), ABSENT); /* went back: a gap, no spike */
  CHECK_NUMBER(value_of(&metrics, "net/eth0/drops_out"), 40);
  CHECK_NUMBER(value_of(&metrics, "net/veth1/total_in"), ABSENT);
}

static void tcp_lines_are_counted_whole(void) {
  static const char TEXT[] =
      "  sl  local_address rem_address   st tx\n"
      "   0: 0100007F:0CEA 00000000:0000 0A 0:0\n   1: 0:0 0:0 01 0\n   2: 0:0 0:0 0C 0\n"
      "   3: 0:0 0:0 FF 0\n   4: 0:0 0:0 1 0\n   5: 0:0\n   6: 0:0 0:0 01";
  uint32_t counts[TCP_STATES] = {0};
  CHECK_NUMBER(tcp_count_text(text_of(TEXT), counts), (size_t)(strrchr(TEXT, '\n') + 1 - TEXT));
  CHECK_NUMBER(counts[10], 1);
  CHECK_NUMBER(counts[1], 1);
  CHECK_NUMBER(counts[3], 1);
  CHECK_NUMBER(tcp_count_text(text_of("no line end"), counts), 0);
  tcp_put(counts, fresh());
  CHECK_NUMBER(count_of(&metrics), 11);
  CHECK_NUMBER(value_of(&metrics, "tcp/listen"), 1);
  CHECK_NUMBER(value_of(&metrics, "tcp/syn_recv"), 1);
  CHECK_NUMBER(value_of(&metrics, "tcp/closing"), 0);
}

static void netlink_answers_are_counted(void) {
  struct {
    struct nlmsghdr head;
    struct inet_diag_msg body;
  } message = {.head = {.nlmsg_len = sizeof(message), .nlmsg_type = SOCK_DIAG_BY_FAMILY},
               .body = {.idiag_state = 6}};
  struct nlmsghdr done = {.nlmsg_len = sizeof(done), .nlmsg_type = NLMSG_DONE};
  char answer[2 * sizeof(message) + sizeof(done)];
  uint32_t counts[TCP_STATES] = {0};
  memcpy(answer, &message, sizeof(message));
  message.body.idiag_state = 200;
  memcpy(answer + sizeof(message), &message, sizeof(message));
  memcpy(answer + 2 * sizeof(message), &done, sizeof(done));
  CHECK_NUMBER(tcp_count_answer(answer, 2 * sizeof(message), counts), 0);
  CHECK_NUMBER(tcp_count_answer(answer, sizeof(answer), counts), 1);
  CHECK_NUMBER(counts[6], 2);
  struct {
    struct nlmsghdr head;
    int error;
  } failed = {.head = {.nlmsg_len = sizeof(failed), .nlmsg_type = NLMSG_ERROR}, .error = -ENOENT};
  CHECK_NUMBER(tcp_count_answer(&failed, sizeof(failed), counts), -ENOENT);
  message.head.nlmsg_len = sizeof(message) + 1;
  CHECK_NUMBER(tcp_count_answer(&message, sizeof(message), counts), -EBADMSG);
  message.head.nlmsg_len = 3;
  CHECK_NUMBER(tcp_count_answer(&message, sizeof(message), counts), -EBADMSG);
}

int main(void) {
  cpu_is_what_was_used_between_two_looks();
  cpu_that_went_back_is_absent();
  a_core_that_was_away_begins_anew();
  load_has_two_decimals();
  memory_that_lies_is_absent();
  paging_is_a_rate();
  drives_are_rates_of_whole_devices();
  an_interface_that_vanishes_takes_its_values_along();
  tcp_lines_are_counted_whole();
  netlink_answers_are_counted();
  return test_result("test_counters");
}
