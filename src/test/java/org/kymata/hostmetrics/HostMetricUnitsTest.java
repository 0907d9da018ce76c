package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostMetricUnitsTest {
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "unknown, ''",
    "disk, %",
    "net, 1/s",
    "cpu, %",
    "cpu/user, %",
    "cpu/core63, %",
    "cpu/frequency, Hz",
    "temperature/cpu, °C",
    "fan/pwmfan, rpm",
    "load/1m, ''",
    "memory, %",
    "memory/used, B",
    "memory/cached, B",
    "swap/used, B",
    "swap/in, B/s",
    "swap/out, B/s",
    "disk/root, %",
    "disk/root/used, B",
    "disk/root/total, B",
    "disk/root/inodes, ''",
    "disk/root/inodes_total, ''",
    "disk/used, %",
    "disk/mnt/a, %",
    "drive/sda/read, B/s",
    "drive/sda/write, B/s",
    "drive/sda/reads, 1/s",
    "drive/sda/writes, 1/s",
    "drive/sda/busy, %",
    "net/eth0/in, B/s",
    "net/eth0/out, B/s",
    "net/eth0/packets_in, 1/s",
    "net/eth0/errors_out, 1/s",
    "net/eth0/drops_in, 1/s",
    "net/eth0/total_in, B",
    "net/eth0/total_out, B",
    "tcp/established, ''",
    "processes, ''",
    "processes/running, ''",
    "threads, ''",
    "uptime, s",
    "battery/BAT0, %"
  })
  void unitIsThatOfTheProtocol(String metric, String unit) {
    assertEquals(unit, HostMetricUnits.of(metric));
  }
}
