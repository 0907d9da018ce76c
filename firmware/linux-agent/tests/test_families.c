/* Each family's parser: what it takes from good text, and that bad text gives absent values. */
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
  cpu_update(&cpu, text_of("cpu0 110 0 0 110\ncpu1 200 0 0 100\ncpu1024 1 1 1 1\ncpu99999999999 1 1 1 1\n"), fresh());
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
  static const char *const BAD[] = {"", "nan", "-1.00 0.00 0.00 1/2 3", "1", "1.", "1. 05 1.00", "99999999999.00 1.00 1.00"};
  for (unsigned i = 0; i < COUNT_OF(BAD); i++) {
    load_update(text_of(BAD[i]), fresh());
    CHECK_NUMBER(count_of(&metrics), 0);
  }
}

static void memory_that_lies_is_absent(void) {
  CHECK(!memory_update(text_of("MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 250 kB\n"), fresh()));
  CHECK_NUMBER(value_of(&metrics, "memory/used"), 600 * 1024); /* a kernel that does not say what is available */
  CHECK_NUMBER(value_of(&metrics, "memory"), 600);
  CHECK_NUMBER(value_of(&metrics, "memory/available"), ABSENT);
  static const char *const BAD[] = {"", "MemTotal:\n", "MemTotal: -5 kB\n", "MemTotal: 5 MB\n", "MemTotal: 99999999999999999 kB\nMemAvail"};
  for (unsigned i = 0; i < COUNT_OF(BAD); i++) {
    CHECK(!memory_update(text_of(BAD[i]), fresh()));
    CHECK_NUMBER(count_of(&metrics), 0);
  }
  CHECK(memory_update(text_of("MemTotal: 10 kB\nMemAvailable: 20 kB\nSwapTotal: 10 kB\nSwapFree: 20 kB\n"), fresh()));
  CHECK_NUMBER(value_of(&metrics, "memory/used"), ABSENT);
  CHECK_NUMBER(value_of(&metrics, "swap/used"), ABSENT);
}

static void paging_is_a_rate(void) {
  struct memory memory = {0};
  memory_update_paging(&memory, text_of("pswpin 10\npswpout 20\n"), SECOND, 4096, fresh());
  CHECK_NUMBER(count_of(&metrics), 0);
  memory_update_paging(&memory, text_of("pswpin 12\npswpout 19\n"), 3 * (uint64_t)SECOND, 4096, fresh());
  CHECK_NUMBER(value_of(&metrics, "swap/in"), 40960);
  CHECK_NUMBER(value_of(&metrics, "swap/out"), ABSENT);
  memory_update_paging(&memory, text_of("pswpin 1"), 4 * (uint64_t)SECOND, 4096, fresh());
  memory_update_paging(&memory, text_of("pswpin 100\npswpout 100\n"), 5 * (uint64_t)SECOND, 4096, fresh());
  CHECK_NUMBER(count_of(&metrics), 0);
}

static void disks_are_those_that_hold_something(void) {
  static struct disks disks;
  disks = (struct disks){0};
  CHECK(disks_update(&disks, text_of("/dev/sda2 /home btrfs rw 0 0\n/dev/sda2 / btrfs rw 0 0\n"
                                     "/dev/sda2 /var/lib/x btrfs rw 0 0\n"
                                     "overlay / overlay rw 0 0\noverlay /var/lib/docker/1/merged overlay rw 0 0\n"
                                     "tmpfs /tmp tmpfs rw 0 0\n/dev/loop1 /snap squashfs ro 0 0\n/dev/loop2 /img ext4 rw 0 0\n"
                                     "/dev/zram0 /z ext4 rw 0 0\n/dev/sr0 /cd iso9660 ro 0 0\nnas:/x /x nfs4 rw 0 0\n"
                                     "tank /tank zfs rw 0 0\n/dev/sdb1 /root ext4 rw 0 0\n/dev/sdc1 /a\\040b\\134c ext4 rw 0 0\n"
                                     "/dev/sdd1 /a/used ext4 rw 0 0\n/dev/sde1\n\nx\n/dev/sdf1 /cut\\04 ext4")));
  static const char *const METRICS[] = {"disk/root", "disk/root_2", "disk/tank", "disk/root_3", "disk/a_b_c",
                                        "disk/a/use_", "disk/cut_04"};
  CHECK_NUMBER(disks.count, COUNT_OF(METRICS));
  for (unsigned i = 0; i < disks.count && i < COUNT_OF(METRICS); i++) {
    CHECK_TEXT(disks.entries[i].metric, METRICS[i]);
  }
  CHECK_TEXT(disks.entries[0].mount, "/");
  CHECK_TEXT(disks.entries[4].mount, "/a b\\c");
  CHECK(disks_update(&disks, text_of("/dev/sda2 / btrfs rw 0 0\n")));
  CHECK(!disks_update(&disks, text_of("/dev/sda2 / btrfs rw 0 0\n")));
}

static void long_mounts_have_names_that_are_allowed(void) {
  char text[8192] = "";
  for (unsigned i = 0; i < 70; i++) {
    char line[120];
    snprintf(line, sizeof(line), "/dev/sd%u /a/very/long/mount/point/that/does/not/fit/into/a/name/%u ext4 rw 0 0\n", i, i);
    strcat(text, line);
  }
  static struct disks disks;
  disks = (struct disks){0};
  disks_update(&disks, text_of(text));
  CHECK_NUMBER(disks.count, DISKS_MAX);
  CHECK(disks.cut);
  struct disk_usage usage = {10, 40, 20, 5, 0};
  fresh();
  for (unsigned i = 0; i < disks.count; i++) {
    CHECK(strlen(disks.entries[i].metric) + strlen("/inodes_total") < METRIC_NAME_SIZE);
    disk_put(&disks.entries[i], &usage, &metrics);
  }
  CHECK_NUMBER(count_of(&metrics), DISKS_MAX * 3);
  CHECK_NUMBER(value_of(&metrics, disks.entries[63].metric), 500);
}

static void drives_are_rates_of_whole_devices(void) {
  static struct drives drives;
  drives = (struct drives){0};
  CHECK(drives_update(&drives, text_of("8 0 sda 10 0 100 0 20 0 200 0 0 1000 0\n8 1 sda1 9 0 1 0 1 0 1 0 0 0 0\n"
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
  CHECK(drives_update(&drives, text_of("8 0 sda 14 0 104 0 21 0 200 0 0 2500 0\n253 1 dm-1 1 0 9 0 1 0 9 0 0 0 0\n"),
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
  CHECK(network_update(&network, text_of("  lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n"
                                         "eth0:100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n"
                                         "eth0:1: 100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n"
                                         "veth1: 100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n"
                                         "cut: 100 1 0\nneg: -1 1 0 0 0 0 0 0 1 1 0 0\nno colon\n: 1 1 1 1 1 1 1 1 1 1 1 1\n"),
                       SECOND, fresh()));
  CHECK_NUMBER(network.count, 3);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/total_out"), 200);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/out"), ABSENT);
  CHECK_NUMBER(value_of(&metrics, "net/eth0_1/total_in"), 100);
  CHECK(network_update(&network, text_of("eth0: 1100 3 1 0 0 0 0 0 100 2 0 4 0 0 0 0\n"), 2 * (uint64_t)SECOND, fresh()));
  CHECK_NUMBER(network.count, 1);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/in"), 10000);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/packets_in"), 20);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/errors_in"), 10);
  CHECK_NUMBER(value_of(&metrics, "net/eth0/out"), ABSENT); /* went back: a gap, no spike */
  CHECK_NUMBER(value_of(&metrics, "net/eth0/drops_out"), 40);
  CHECK_NUMBER(value_of(&metrics, "net/veth1/total_in"), ABSENT);
}

static void tcp_lines_are_counted_whole(void) {
  static const char TEXT[] = "  sl  local_address rem_address   st tx\n"
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
  } message = {.head = {.nlmsg_len = sizeof(message), .nlmsg_type = SOCK_DIAG_BY_FAMILY}, .body = {.idiag_state = 6}};
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

static void sensors_that_are_not_connected_are_absent(void) {
  static const struct {
    bool is_fan;
    int64_t raw;
    bool good;
    int64_t value;
  } ROWS[] = {{false, -273150, false, 0}, {false, 65261850, false, 0}, {false, 48686, true, 487}, {false, -12340, true, -123},
              {true, -1, false, 0},       {true, 1000000, false, 0},   {true, 0, true, 0},        {true, 2750, true, 2750}};
  for (unsigned i = 0; i < COUNT_OF(ROWS); i++) {
    int64_t value = 0;
    CHECK(sensor_value(ROWS[i].is_fan, ROWS[i].raw, &value) == ROWS[i].good);
    CHECK_NUMBER(value, ROWS[i].value);
  }
}

static void frequency_is_the_mean(void) {
  CHECK_NUMBER(frequency_parse_cpuinfo(text_of("cpu MHz\t\t: 1000.500\ncpu MHz : 2000.000\n")), 1500250000);
  CHECK_NUMBER(frequency_parse_cpuinfo(text_of("cpu MHz\t\t: -1\ncpu MHz : nan\ncpu MHz\nMHz: 5\ncpu MHz : 0.000\n")), 0);
}

static void system_files_may_say_little(void) {
  char text[32];
  int64_t seconds;
  CHECK(system_parse_os(text_of("ID=x\nPRETTY_NAME='A B'\n"), text, sizeof(text)));
  CHECK_TEXT(text, "A B");
  CHECK(!system_parse_os(text_of("NAME=x\nPRETTY_NAME=\"\"\n"), text, sizeof(text)));
  CHECK(system_parse_cpu(text_of("model name\t: ARMv7 Processor rev 3 (v7l)\nCPU implementer : 0x41\nCPU part : 0xc07\n"), text, sizeof(text)));
  CHECK_TEXT(text, "Cortex-A7");
  CHECK(system_parse_cpu(text_of("model name : X\nCPU implementer : 0x51\nCPU part : 0xd08\n"), text, sizeof(text)));
  CHECK_TEXT(text, "X");
  CHECK(!system_parse_cpu(text_of("CPU implementer : 0x41\nCPU part : 0xfff\nmodel name\n"), text, sizeof(text)));
  CHECK(system_parse_uptime(text_of("12.99 3.4\n"), &seconds) && seconds == 12);
  CHECK(!system_parse_uptime(text_of("-12.99"), &seconds));
  CHECK(!system_parse_uptime(text_of(""), &seconds));
}

static void process_names_may_hold_anything(void) {
  struct process process;
  static const char GOOD[] = "77 (a) S 1 (b)) R 1 77 77 0 -1 0 0 0 0 0 30 12 0 0 20 0 5 0 999 1000 25 0 0";
  CHECK(process_parse(text_of(GOOD), 4096, &process));
  CHECK_NUMBER(process.pid, 77);
  CHECK_TEXT(process.name, "a) S 1 (b)");
  CHECK(process.state == 'R');
  CHECK_NUMBER(process.cpu_ticks, 42);
  CHECK_NUMBER(process.threads, 5);
  CHECK_NUMBER(process.start_ticks, 999);
  CHECK_NUMBER(process.memory_bytes, 25 * 4096);
  static const char *const BAD[] = {"", "77", "77 (a", "77 a) S 1", "x (a) S", "0 (a) S 1 2 3", "77 (a) S 1 77 77 0 -1 0 0", "77 (a) SS 1", ")77 ("};
  for (unsigned i = 0; i < COUNT_OF(BAD); i++) {
    CHECK(!process_parse(text_of(BAD[i]), 4096, &process));
  }
  for (size_t length = 0; length + 12 < sizeof(GOOD); length++) {
    CHECK(!process_parse((struct text){GOOD, GOOD + length}, 4096, &process) || length > 60);
  }
}

static void users_are_found_by_number(void) {
  char name[USER_NAME_SIZE] = "";
  static const char PASSWD[] = "\n:x:5:\nbroken\nbroken:x\nroot:x:0:0:r:/:/s\nten:x:10x:0\nten:x:10:10\n";
  CHECK(users_parse(text_of(PASSWD), 0, name));
  CHECK_TEXT(name, "root");
  CHECK(users_parse(text_of(PASSWD), 10, name));
  CHECK_TEXT(name, "ten");
  CHECK(!users_parse(text_of(PASSWD), 5, name));
}

int main(void) {
  cpu_is_what_was_used_between_two_looks();
  cpu_that_went_back_is_absent();
  a_core_that_was_away_begins_anew();
  load_has_two_decimals();
  memory_that_lies_is_absent();
  paging_is_a_rate();
  disks_are_those_that_hold_something();
  long_mounts_have_names_that_are_allowed();
  drives_are_rates_of_whole_devices();
  an_interface_that_vanishes_takes_its_values_along();
  tcp_lines_are_counted_whole();
  netlink_answers_are_counted();
  sensors_that_are_not_connected_are_absent();
  frequency_is_the_mean();
  system_files_may_say_little();
  process_names_may_hold_anything();
  users_are_found_by_number();
  return test_result("test_families");
}
