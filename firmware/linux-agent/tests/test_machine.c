/* What a machine is made of: file systems, sensors, names, processes, users. */
#include "host.h"
#include "picture.h"

static struct metrics metrics;

/* Begins a sample that knows nothing of the ones before. */
static struct metrics *fresh(void) {
  memset(&metrics, 0, sizeof(metrics));
  metrics_begin(&metrics);
  return &metrics;
}

static void disks_are_those_that_hold_something(void) {
  static struct disks disks;
  disks = (struct disks){0};
  CHECK(disks_update(
      &disks,
      text_of(
          "/dev/sda2 /home btrfs rw 0 0\n/dev/sda2 / btrfs rw 0 0\n"
          "/dev/sda2 /var/lib/x btrfs rw 0 0\n"
          "overlay / overlay rw 0 0\noverlay /var/lib/docker/1/merged overlay rw 0 0\n"
          "tmpfs /tmp tmpfs rw 0 0\n/dev/loop1 /snap squashfs ro 0 0\n/dev/loop2 /img ext4 rw 0 0\n"
          "/dev/zram0 /z ext4 rw 0 0\n/dev/sr0 /cd iso9660 ro 0 0\nnas:/x /x nfs4 rw 0 0\n"
          "tank /tank zfs rw 0 0\n/dev/sdb1 /root ext4 rw 0 0\n/dev/sdc1 /a\\040b\\134c ext4 rw 0 "
          "0\n"
          "/dev/sdd1 /a/used ext4 rw 0 0\n/dev/sde1\n\nx\n/dev/sdf1 /cut\\04 ext4")));
  static const char *const METRICS[] = {"disk/root",  "disk/root_2", "disk/tank",  "disk/root_3",
                                        "disk/a_b_c", "disk/a/use_", "disk/cut_04"};
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
    snprintf(line, sizeof(line),
             "/dev/sd%u /a/very/long/mount/point/that/does/not/fit/into/a/name/%u ext4 rw 0 0\n", i,
             i);
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

static void sensors_that_are_not_connected_are_absent(void) {
  static const struct {
    bool is_fan;
    int64_t raw;
    bool good;
    int64_t value;
  } ROWS[] = {{false, -273150, false, 0},  {false, 65261850, false, 0}, {false, 48686, true, 487},
              {false, -12340, true, -123}, {true, -1, false, 0},        {true, 1000000, false, 0},
              {true, 0, true, 0},          {true, 2750, true, 2750}};
  for (unsigned i = 0; i < COUNT_OF(ROWS); i++) {
    int64_t value = 0;
    CHECK(sensor_value(ROWS[i].is_fan, ROWS[i].raw, &value) == ROWS[i].good);
    CHECK_NUMBER(value, ROWS[i].value);
  }
}

static void frequency_is_the_mean(void) {
  CHECK_NUMBER(frequency_parse_cpuinfo(text_of("cpu MHz\t\t: 1000.500\ncpu MHz : 2000.000\n")),
               1500250000);
  CHECK_NUMBER(frequency_parse_cpuinfo(
                   text_of("cpu MHz\t\t: -1\ncpu MHz : nan\ncpu MHz\nMHz: 5\ncpu MHz : 0.000\n")),
               0);
}

static void system_files_may_say_little(void) {
  char text[32];
  int64_t seconds;
  CHECK(system_parse_os(text_of("ID=x\nPRETTY_NAME='A B'\n"), text, sizeof(text)));
  CHECK_TEXT(text, "A B");
  CHECK(!system_parse_os(text_of("NAME=x\nPRETTY_NAME=\"\"\n"), text, sizeof(text)));
  CHECK(system_parse_cpu(
      text_of(
          "model name\t: ARMv7 Processor rev 3 (v7l)\nCPU implementer : 0x41\nCPU part : 0xc07\n"),
      text, sizeof(text)));
  CHECK_TEXT(text, "Cortex-A7");
  CHECK(system_parse_cpu(text_of("model name : X\nCPU implementer : 0x51\nCPU part : 0xd08\n"),
                         text, sizeof(text)));
  CHECK_TEXT(text, "X");
  CHECK(!system_parse_cpu(text_of("CPU implementer : 0x41\nCPU part : 0xfff\nmodel name\n"), text,
                          sizeof(text)));
  CHECK(system_parse_uptime(text_of("12.99 3.4\n"), &seconds) && seconds == 12);
  CHECK(!system_parse_uptime(text_of("-12.99"), &seconds));
  CHECK(!system_parse_uptime(text_of(""), &seconds));
}

static void process_names_may_hold_anything(void) {
  struct process process;
  static const char GOOD[] =
      "77 (a) S 1 (b)) R 1 77 77 0 -1 0 0 0 0 0 30 12 0 0 20 0 5 0 999 1000 25 0 0";
  CHECK(process_parse(text_of(GOOD), 4096, &process));
  CHECK_NUMBER(process.pid, 77);
  CHECK_TEXT(process.name, "a) S 1 (b)");
  CHECK(process.state == 'R');
  CHECK_NUMBER(process.cpu_ticks, 42);
  CHECK_NUMBER(process.threads, 5);
  CHECK_NUMBER(process.start_ticks, 999);
  CHECK_NUMBER(process.memory_bytes, 25 * 4096);
  static const char *const BAD[] = {"",
                                    "77",
                                    "77 (a",
                                    "77 a) S 1",
                                    "x (a) S",
                                    "0 (a) S 1 2 3",
                                    "77 (a) S 1 77 77 0 -1 0 0",
                                    "77 (a) SS 1",
                                    ")77 ("};
  for (unsigned i = 0; i < COUNT_OF(BAD); i++) {
    CHECK(!process_parse(text_of(BAD[i]), 4096, &process));
  }
  for (size_t length = 0; length + 12 < sizeof(GOOD); length++) {
    CHECK(!process_parse((struct text){GOOD, GOOD + length}, 4096, &process) || length > 60);
  }
}

static void users_are_found_by_number(void) {
  char name[USER_NAME_SIZE] = "";
  static const char PASSWD[] =
      "\n:x:5:\nbroken\nbroken:x\nroot:x:0:0:r:/:/s\nten:x:10x:0\nten:x:10:10\n";
  CHECK(users_parse(text_of(PASSWD), 0, name));
  CHECK_TEXT(name, "root");
  CHECK(users_parse(text_of(PASSWD), 10, name));
  CHECK_TEXT(name, "ten");
  CHECK(!users_parse(text_of(PASSWD), 5, name));
}

int main(void) {
  disks_are_those_that_hold_something();
  long_mounts_have_names_that_are_allowed();
  sensors_that_are_not_connected_are_absent();
  frequency_is_the_mean();
  system_files_may_say_little();
  process_names_may_hold_anything();
  users_are_found_by_number();
  return test_result("test_machine");
}
