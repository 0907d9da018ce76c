/* Whole pictures of three machines, from copies of their /proc and /sys. */
#include <stdlib.h>
#include <unistd.h>

#include "host.h"
#include "json.h"
#include "picture.h"

static struct host host;
static struct metrics metrics;
static char bytes[64 * 1024];

static void look_at(const char *root) {
  memset(&host, 0, sizeof(host));
  memset(&metrics, 0, sizeof(metrics));
  host_init(&host, root, NULL);
  metrics_begin(&metrics);
  host_sample(&host, &metrics);
  metrics_end(&metrics, 1, 1);
}

static const char *facts(void) {
  struct line line;
  line_begin(&line, bytes, sizeof(bytes) - 1);
  host_write_facts(&host, &line);
  CHECK(!line.overflowed);
  bytes[line.length] = '\0';
  return bytes;
}

static void check_has(const char *text, const char *part) {
  if (!strstr(text, part)) {
    failures++;
    fprintf(stderr, "no\n  %s\nin\n  %s\n", part, text);
  }
}

struct wanted {
  const char *metric;
  int64_t value;
};

static void check_values(const struct wanted *wanted, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    if (value_of(&metrics, wanted[i].metric) != wanted[i].value) {
      fprintf(stderr, "%s:\n", wanted[i].metric);
    }
    CHECK_NUMBER(value_of(&metrics, wanted[i].metric), wanted[i].value);
  }
}

static void a_raspberry_pi(void) {
  static const struct wanted WANTED[] = {
      {"load/1m", 42},
      {"memory/total", INT64_C(3884348) * 1024},
      {"memory", 150},
      {"swap/used", 4096 * 1024},
      {"cpu/frequency", 1500000000},
      {"temperature/cpu", 487},
      {"temperature/cpu_2", ABSENT},
      {"fan/pwmfan", 2750},
      {"tcp/listen", 3},
      {"tcp/established", 1},
      {"tcp/time_wait", 1},
      {"processes", 5},
      {"threads", 187},
      {"uptime", 85901},
      {"net/eth0/total_in", 802114410},
      {"net/lo/total_in", ABSENT},
      {"cpu", ABSENT}, /* that takes a second look */
      {"battery/BAT0", ABSENT},
  };
  look_at("tests/fixtures/pi4");
  check_values(WANTED, COUNT_OF(WANTED));
  CHECK_NUMBER(host.cpu.core_count, 4);
  check_has(
      facts(),
      "{\"type\":\"facts\",\"host\":\"pi-1\",\"os\":{\"name\":\"Debian GNU/Linux 12 (bookworm)\","
      "\"kernel\":\"6.1.0-rpi7-rpi-v8\",\"arch\":\"");
  check_has(
      bytes,
      "\"bootTime\":1795000000000},\"machine\":\"Raspberry Pi 4 Model B Rev 1.4\","
      "\"cpu\":{\"model\":\"Cortex-A72\",\"cores\":4},\"disks\":["
      "{\"metric\":\"disk/root\",\"mount\":\"/\",\"device\":\"/dev/mmcblk0p2\",\"type\":\"ext4\"},"
      "{\"metric\":\"disk/boot/firmware\",\"mount\":\"/boot/firmware\",\"device\":\"/dev/"
      "mmcblk0p1\",\"type\":\"vfat\"},"
      "{\"metric\":\"disk/media/pi/USB_STICK\",\"mount\":\"/media/pi/USB "
      "STICK\",\"device\":\"/dev/sda1\",\"type\":\"exfat\"}],"
      "\"drives\":[{\"metric\":\"drive/mmcblk0\",\"device\":\"mmcblk0\",\"model\":\"SD32G\"}],"
      "\"networks\":[{\"metric\":\"net/eth0\",\"name\":\"eth0\"},{\"metric\":\"net/"
      "wlan0\",\"name\":\"wlan0\"}],"
      "\"sensors\":[{\"metric\":\"temperature/cpu\",\"name\":\"cpu_thermal\"},"
      "{\"metric\":\"fan/pwmfan\",\"name\":\"pwmfan\"}],"
      "\"missing\":[{\"what\":\"disk usage\",\"why\":\"No such file or directory\"}]}");
}

static void a_virtual_machine_without_sensors(void) {
  static const struct wanted WANTED[] = {
      {"swap/total", ABSENT},        {"swap/in", ABSENT}, {"tcp/established", 0},
      {"cpu/frequency", 2499998000}, {"processes", 1},    {"net/ifb0/total_in", 0},
      {"processes/running", 3},
  };
  look_at("tests/fixtures/vm");
  check_values(WANTED, COUNT_OF(WANTED));
  for (unsigned i = 0; i < metrics.count; i++) {
    CHECK(strncmp(metrics.slots[i].name, "temperature/", 12) != 0 &&
          strncmp(metrics.slots[i].name, "fan/", 4) != 0);
  }
  check_has(facts(), "\"cpu\":{\"model\":\"Intel(R) Xeon(R) Processor @ 2.50GHz\",\"cores\":2}");
  check_has(bytes, "\"drives\":[{\"metric\":\"drive/vda\",\"device\":\"vda\"}]");
  check_has(bytes,
            "{\"what\":\"temperature\",\"why\":\"no sensor under /sys/class/thermal or "
            "/sys/class/hwmon\"}");
  CHECK(strstr(bytes, "\"machine\"") == NULL);
}

static void a_server_with_many_of_everything(const char *root) {
  static const struct wanted WANTED[] = {
      {"temperature/k10temp_tctl", 613},
      {"temperature/k10temp_tccd1", 504},
      {"temperature/k10temp_tccd8", ABSENT},
      {"temperature/nvme_composite", 389},
      {"temperature/nvme_composite_2", 389},
      {"fan/nct6775", 0},
      {"fan/nct6775_2", 8640},
      {"battery/BAT0", 750},
      {"battery/hidpp_battery_0", ABSENT},
      {"cpu/frequency", 2832000000},
      {"tcp/established", 4000},
      {"tcp/time_wait", 1000},
      {"net/bond0.100/total_in", 90112201120},
      {"net/br-3c1f2a9b77e0/total_out", 70112201120},
  };
  look_at(root);
  check_values(WANTED, COUNT_OF(WANTED));
  CHECK_NUMBER(host.cpu.core_count, 64);
  CHECK_NUMBER(host.drives.count, 30);
  CHECK_NUMBER(host.network.count, 40);
  CHECK_NUMBER(host.disks.count, 6);
  check_has(facts(),
            "\"machine\":\"Dell Inc. PowerEdge R7525\",\"cpu\":{\"model\":\"AMD EPYC 7543 32-Core "
            "Processor\",\"cores\":64}");
  check_has(bytes,
            "{\"metric\":\"drive/nvme0n1\",\"device\":\"nvme0n1\",\"model\":\"SAMSUNG "
            "MZQL21T9HCJR-00A07\"}");
  check_has(bytes, "{\"metric\":\"disk/root_2\",\"mount\":\"/root\"");
  /* The second look has the rates, and nothing has changed but what the counters made. */
  metrics_begin(&metrics);
  host_sample(&host, &metrics);
  metrics_end(&metrics, 2, 1);
  CHECK_NUMBER(value_of(&metrics, "drive/sdt/busy"), 0);
  CHECK_NUMBER(value_of(&metrics, "net/eno1/in"), 0);
  CHECK(!host.facts_changed);
  CHECK(!metrics.overflowed);
}

static void the_server(void) {
  char root[] = "/tmp/kymata-agent-test-XXXXXX";
  char command[128];
  CHECK(mkdtemp(root) != NULL);
  snprintf(command, sizeof(command), "sh tests/fixtures/server.sh %s", root);
  CHECK_NUMBER(system(command), 0);
  a_server_with_many_of_everything(root);
  snprintf(command, sizeof(command), "rm -r %s", root);
  CHECK_NUMBER(system(command), 0);
}

static void a_machine_that_shows_nothing(void) {
  look_at("/nonexistent");
  CHECK_NUMBER(count_of(&metrics), 0);
  check_has(facts(), "{\"what\":\"cpu\",\"why\":\"/proc/stat: No such file or directory\"}");
  check_has(bytes, "{\"what\":\"processes\",\"why\":\"no process under /proc\"}");
  struct json json;
  const char *why = "";
  size_t at;
  CHECK_NUMBER(json_read(text_of(bytes), &json, &why, &at), 0);
}

static void the_process_table_of_the_pi(void) {
  static struct processes processes;
  struct line line;
  processes.with_commands = true;
  CHECK_NUMBER(processes_read(&processes, "tests/fixtures/pi4", PROCESS_SHOW_TOP, 1795219327123),
               0);
  CHECK_NUMBER(processes.total, 5); /* one was gone when it was looked at */
  CHECK_NUMBER(processes.count, 4);
  line_begin(&line, bytes, sizeof(bytes) - 1);
  processes_write(&processes, "tests/fixtures/pi4", 1795000000, &line);
  bytes[line.length] = '\0';
  check_has(bytes, "{\"type\":\"processes\",\"time\":1795219327123,\"total\":5,\"processes\":[{");
  char wanted[300];
  snprintf(wanted, sizeof(wanted),
           "{\"pid\":611,\"name\":\"mosquitto_sub\",\"user\":\"pi\",\"state\":\"S\","
           "\"memoryBytes\":%ld,\"threads\":1,"
           "\"startTime\":1795000022100,\"command\":\"mosquitto_sub -h hub -P *** -t #\"}",
           1200 * sysconf(_SC_PAGESIZE));
  check_has(bytes, wanted);
  check_has(bytes, "\"name\":\"tmux: server) x\"");
  CHECK(!processes.pending);
  /* Cut at the end of a line, and gone on with on the next one. */
  CHECK_NUMBER(processes_read(&processes, "tests/fixtures/pi4", PROCESS_SHOW_ALL, 1), 0);
  unsigned lines = 0;
  do {
    line_begin(&line, bytes, 300);
    processes_write(&processes, "tests/fixtures/pi4", 1795000000, &line);
    CHECK(!line.overflowed && line.bytes[line.length - 1] == '\n');
    lines++;
  } while (processes.pending && lines < 10);
  CHECK_NUMBER(lines, 4);
  CHECK(processes_read(&processes, "/nonexistent", PROCESS_SHOW_ALL, 1) < 0);
}

static void files_that_are_no_files(void) {
  char root[] = "/tmp/kymata-agent-test-XXXXXX";
  char command[800];
  CHECK(mkdtemp(root) != NULL);
  /* Directories, noise and endless lines where text should be. */
  snprintf(
      command, sizeof(command),
      "cd %s && mkdir -p proc/stat proc/1/net sys/class/thermal/thermal_zone0/type "
      "sys/class/hwmon/hwmon0 && "
      "head -c 300000 /dev/urandom > proc/meminfo && head -c 300000 /dev/zero > proc/diskstats && "
      "head -c 300000 /dev/urandom > proc/1/net/dev && head -c 300000 /dev/zero | tr '\\0' 1 > "
      "proc/1/net/tcp && "
      "head -c 5000 /dev/urandom > proc/loadavg && head -c 300000 /dev/urandom > proc/1/mounts && "
      "head -c 300000 /dev/zero | tr '\\0' 9 > proc/uptime && head -c 3000 /dev/urandom > "
      "sys/class/hwmon/hwmon0/name",
      root);
  CHECK_NUMBER(system(command), 0);
  look_at(root);
  CHECK_NUMBER(value_of(&metrics, "uptime"), ABSENT);
  CHECK_NUMBER(value_of(&metrics, "cpu"), ABSENT);
  check_has(facts(), "{\"what\":\"cpu\",\"why\":\"/proc/stat: Is a directory\"}");
  snprintf(command, sizeof(command), "rm -r %s", root);
  CHECK_NUMBER(system(command), 0);
}

int main(void) {
  a_raspberry_pi();
  a_virtual_machine_without_sensors();
  the_server();
  a_machine_that_shows_nothing();
  the_process_table_of_the_pi();
  files_that_are_no_files();
  return test_result("test_fixtures");
}
