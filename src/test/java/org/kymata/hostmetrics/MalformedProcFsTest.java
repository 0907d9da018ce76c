package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kymata.hostmetrics.RecordedMachines.NOW_MILLIS;
import static org.kymata.hostmetrics.RecordedMachines.SECOND;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong, partial or missing output of a kernel never becomes a wrong metric. */
class MalformedProcFsTest {
  private static final Logger LOG = Logger.getLogger(HostSampler.class.getName());

  @TempDir private Path root;

  @BeforeAll
  static void muteLog() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void restoreLog() {
    LOG.setLevel(null);
  }

  private static void assertPlausible(HostSnapshot snapshot, String when) {
    snapshot
        .metrics()
        .forEach(
            (metric, value) -> {
              boolean below = metric.startsWith("temperature/") ? value > -60 : value >= 0;
              boolean above = !HostMetricUnits.of(metric).equals("%") || value <= 100;
              assertTrue(
                  Double.isFinite(value) && below && above,
                  () -> when + ": " + metric + "=" + value);
            });
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pi", "vm"})
  void everyFileMayBeCutOffAnywhere(String machine) throws IOException {
    RecordedMachines.changeableCopy(machine, root);
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      HostSampler sampler = new HostSampler(RecordedMachines.at(root));
      sampler.sample(NOW_MILLIS, 0);
      for (int second = 1; second <= 8; second++) {
        int length = whole.length * (second - 1) / 8;
        Files.write(file, java.util.Arrays.copyOf(whole, length));
        HostSnapshot snapshot = sampler.sample(NOW_MILLIS, second * 31 * SECOND);
        assertPlausible(snapshot, file + " cut at " + length);
      }
      Files.write(file, whole);
      assertPlausible(sampler.sample(NOW_MILLIS, 1000 * SECOND), file + " restored");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "-1",
        "-5 -5 -5 -5 -5 -5 -5 -5 -5 -5 -5 -5",
        "NaN",
        "Infinity",
        "1e999",
        "99999999999999999999999",
        "9223372036854775807",
        "\0\0\0",
        "cpu",
        "a: b: c",
        ":",
        "///"
      })
  void everyFileMayHoldSomethingElse(String nonsense) throws IOException {
    RecordedMachines.changeableCopy("pi", root);
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      HostSampler sampler = new HostSampler(RecordedMachines.at(root));
      sampler.sample(NOW_MILLIS, 0);
      Files.writeString(file, nonsense);
      assertPlausible(sampler.sample(NOW_MILLIS, 31 * SECOND), file + ": " + nonsense);
      Files.write(file, whole);
    }
  }

  @Test
  void anyByteMayBeWrong() throws IOException {
    RecordedMachines.changeableCopy("pi", root);
    Random random = new Random(42);
    List<Path> files = files();
    HostSampler sampler = new HostSampler(RecordedMachines.at(root));
    for (int second = 0; second < 300; second++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] whole = Files.readAllBytes(file);
      byte[] wrong = whole.clone();
      for (int i = 0; i < 3 && wrong.length > 0; i++) {
        wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, wrong);
      assertPlausible(
          sampler.sample(NOW_MILLIS, second * 31 * SECOND),
          file + ": " + new String(wrong, StandardCharsets.ISO_8859_1));
      Files.write(file, whole);
    }
  }

  @Test
  void everyFileMayBeMissing() throws IOException {
    RecordedMachines.changeableCopy("pi", root);
    HostSampler sampler = new HostSampler(RecordedMachines.at(root));
    assertTrue(sampler.sample(NOW_MILLIS, 0).metrics().size() > 20);
    for (Path file : files()) {
      Files.delete(file);
      assertPlausible(sampler.sample(NOW_MILLIS, files().size() * 31 * SECOND), "without " + file);
    }
    HostSnapshot nothing = new HostSampler(RecordedMachines.at(root)).sample(NOW_MILLIS, 0);
    List<String> missing = nothing.facts().missing().stream().map(MissingMetric::metric).toList();
    assertTrue(
        missing.containsAll(List.of("load", "memory", "drive", "net", "tcp", "temperature")),
        missing::toString);
  }

  @Test
  void containerWithoutSysHasAllThatProcTells() throws IOException {
    RecordedMachines.changeableCopy("pi", root);
    for (Path file : files()) {
      if (root.relativize(file).startsWith("sys")) {
        Files.delete(file);
      }
    }
    try (Stream<Path> folders = Files.walk(root.resolve("sys"))) {
      folders.sorted(java.util.Comparator.reverseOrder()).forEach(MalformedProcFsTest::delete);
    }
    HostSnapshot snapshot = new HostSampler(RecordedMachines.at(root)).sample(NOW_MILLIS, 0);
    assertTrue(snapshot.metrics().containsKey("memory"));
    assertEquals(
        List.of("mmcblk0"),
        snapshot.facts().drives().stream().map(HostFacts.Drive::device).toList());
    assertTrue(
        snapshot.facts().missing().stream().anyMatch(each -> each.metric().equals("temperature")));
  }

  @Test
  void tenThousandCoresAreCutOff() {
    RecordedMachines.changeableCopy("pi", root);
    StringBuilder stat = new StringBuilder("cpu 1 1 1 1 1 1 1 1\n");
    for (int core = 0; core < 10_000; core++) {
      stat.append("cpu").append(core).append(" 1 1 1 1 1 1 1 1\n");
    }
    RecordedMachines.write(root, "proc/stat", stat.toString());
    HostSnapshot snapshot = new HostSampler(RecordedMachines.at(root)).sample(NOW_MILLIS, 0);
    assertEquals(CpuSampler.MAX_CORES, snapshot.facts().cores());
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
