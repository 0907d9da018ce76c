package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.hostmetrics.RecordedMachines.NOW_MILLIS;
import static org.kymata.hostmetrics.RecordedMachines.SECOND;
import static org.kymata.hostmetrics.RecordedMachines.write;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.hostmetrics.ProcessList.Row;

class ProcessTableTest {
  @TempDir private Path root;
  private ProcessTable table;

  @BeforeEach
  void begin() {
    write(root, "proc/uptime", "1000.00 1.0\n");
    write(root, "proc/stat", "cpu 1 1 1 1\n");
    table = new ProcessTable(new ProcFs(root.toFile()));
  }

  private void process(long pid, String name, long cpuTicks, long startTicks, long pages) {
    String stat =
        "%d (%s) S 1 1 1 0 -1 4194560 1 2 3 4 %d 0 5 6 20 0 7 0 %d 168000000 %d 18446744073709551615 1 1\n";
    write(root, "proc/" + pid + "/stat", stat.formatted(pid, name, cpuTicks, startTicks, pages));
  }

  private ProcessList look(int second) {
    return look(second, false, false);
  }

  private ProcessList look(int second, boolean all, boolean withCommands) {
    return table.list(all, withCommands, NOW_MILLIS + second * 1000L, second * SECOND);
  }

  private static Row row(ProcessList list, long pid) {
    return list.processes().stream().filter(row -> row.pid() == pid).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "5 (a",
        "5 a) S 1",
        "5 (a) S 1 2 3",
        ") (",
        "x (a) S 1 1 1 0 -1 4 1 2 3 4 1 1 5 6 20 0 7 0 9 1 2 3",
        "5 (a) S 1 1 1 0 -1 4 1 2 3 4 -1 1 5 6 20 0 7 0 9 1 2 3",
        "5 (a) SS 1 1 1 0 -1 4 1 2 3 4 1 1 5 6 20 0 7 0 9 1 2 3"
      })
  void lineThatWasCutOffIsNoProcess(String line) {
    assertEquals(Optional.empty(), ProcessStat.parse(line));
  }

  @Test
  void nameMayHoldBracketsAndBlanks() {
    ProcessStat stat =
        ProcessStat.parse("5 (a) b) (c) R 1 1 1 0 -1 4 1 2 3 4 10 20 5 6 20 0 7 0 99 1 22 3")
            .orElseThrow();
    assertEquals(new ProcessStat(5, "a) b) (c", "R", 30, 7, 99, 22), stat);
  }

  @Test
  void firstLookHasNoUseAndTheSecondHasThatSinceTheFirst() {
    process(7, "worker", 100, 5000, 10);
    assertEquals(OptionalDouble.empty(), row(look(0), 7).cpuPercent());
    process(7, "worker", 250, 5000, 10);
    Row row = row(look(2), 7);
    assertEquals(OptionalDouble.of(75), row.cpuPercent());
    assertEquals("S", row.state());
    assertEquals(7, row.threads());
    assertEquals(10L * 4096, row.memoryBytes());
    assertEquals(NOW_MILLIS - 1_000_000 + 50_000, row.startMillis());
    assertFalse(row.user().isEmpty());
  }

  @Test
  void lookMuchLaterIsAFirstOneAgain() {
    process(7, "worker", 100, 5000, 10);
    look(0);
    process(7, "worker", 250, 5000, 10);
    assertEquals(OptionalDouble.empty(), row(look(11), 7).cpuPercent());
  }

  @Test
  void numberThatWasGivenAgainIsAnotherProcess() {
    process(7, "worker", 100, 5000, 10);
    look(0);
    process(7, "worker", 250, 99000, 10);
    assertEquals(OptionalDouble.empty(), row(look(1), 7).cpuPercent());
  }

  @Test
  void counterThatWentBackIsAGap() {
    process(7, "worker", 100, 5000, 10);
    look(0);
    process(7, "worker", 90, 5000, 10);
    assertEquals(OptionalDouble.empty(), row(look(1), 7).cpuPercent());
  }

  @Test
  void whoLooksAtTheSameMomentSeesTheSame() {
    process(7, "worker", 100, 5000, 10);
    ProcessList first = table.list(false, false, NOW_MILLIS, 0);
    process(8, "late", 100, 5000, 10);
    assertEquals(first, table.list(false, false, NOW_MILLIS + 500, SECOND / 2));
    assertEquals(2, look(1).total());
  }

  @Test
  void processThatEndsWhileItIsReadIsLeftOutButWasThere() {
    process(7, "worker", 100, 5000, 10);
    assertTrue(new File(root.toFile(), "proc/9").mkdir());
    ProcessList list = look(0);
    assertEquals(2, list.total());
    assertEquals(1, list.processes().size());
  }

  @Test
  void topIsTheBusiestAndTheLargest() {
    for (int pid = 1; pid <= 100; pid++) {
      process(pid, "p" + pid, 0, 1, pid);
    }
    look(0);
    for (int pid = 1; pid <= 100; pid++) {
      process(pid, "p" + pid, pid <= 20 ? 100 : 0, 1, pid);
    }
    ProcessList top = look(1);
    assertEquals(100, top.total());
    assertEquals(40, top.processes().size());
    assertEquals(20, top.processes().get(0).pid());
    assertTrue(top.processes().stream().allMatch(row -> row.pid() <= 20 || row.pid() > 80));
    assertEquals(100, look(1, true, false).processes().size());
  }

  @Test
  void commandLineIsReadOnlyWhenAskedForAndKeptWithoutItsSecrets() {
    process(7, "worker", 100, 5000, 10);
    write(root, "proc/7/cmdline", "worker\0--token\0S3CRET\0");
    assertEquals(Optional.empty(), row(look(0), 7).command());
    assertEquals(Optional.of("worker --token ***"), row(look(0, false, true), 7).command());
    assertEquals(Optional.empty(), row(look(0), 7).command());
  }

  @Test
  void programThatBecomesAnotherHasAnotherCommandLine() {
    process(7, "sh", 100, 5000, 10);
    write(root, "proc/7/cmdline", "sh\0");
    look(0, false, true);
    process(7, "worker", 101, 5000, 10);
    write(root, "proc/7/cmdline", "worker\0");
    assertEquals(Optional.of("worker"), row(look(1, false, true), 7).command());
  }

  @Test
  void tableIsBoundedAndItsTotalIsNot() {
    for (int pid = 1; pid <= ProcessTable.MAX_PROCESSES + 10; pid++) {
      process(pid, "p", 0, 1, 1);
    }
    ProcessList all = look(0, true, false);
    assertEquals(ProcessTable.MAX_PROCESSES, all.processes().size());
    assertEquals(ProcessTable.MAX_PROCESSES + 10, all.total());
    assertEquals(List.of(), all.processes().stream().filter(row -> row.name().isEmpty()).toList());
  }
}
