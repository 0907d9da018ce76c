package org.kymata.hostmetrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import oshi.spi.SystemInfoProvider;

/** Recorded machines, as copies of their kernel files, and the snapshots taken of them. */
final class RecordedMachines {
  static final long NOW_MILLIS = 1795219327123L;
  static final long SECOND = 1_000_000_000L;

  private static final Path COPIES = Path.of("src", "test", "resources", "machines");

  private RecordedMachines() {}

  /** The copy of a machine: {@code pi} or {@code vm}. */
  static SystemSources copy(String name) {
    return at(COPIES.resolve(name));
  }

  /** A copy that a test may change. */
  static Path changeableCopy(String name, Path into) {
    Path original = COPIES.resolve(name);
    try (Stream<Path> files = Files.walk(original)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> copy(file, into.resolve(original.relativize(file))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return into;
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Linux below a folder; its OSHI returns nothing. */
  static SystemSources at(Path root) {
    SystemInfoProvider silent =
        (SystemInfoProvider)
            Proxy.newProxyInstance(
                RecordedMachines.class.getClassLoader(),
                new Class<?>[] {SystemInfoProvider.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException("this machine is a copy");
                });
    return new SystemSources(new ProcFs(root.toFile()), silent, true);
  }

  /** Writes a file of {@code /proc} or {@code /sys} below a folder. */
  static void write(Path root, String file, String content) {
    try {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty snapshot, some seconds after the test began. */
  static SnapshotBuilder snapshotBuilder(int second) {
    return new SnapshotBuilder(NOW_MILLIS + second * 1000L, second * SECOND);
  }

  static OptionalDouble metric(SnapshotBuilder snapshot, String metric) {
    return metric(snapshot.build(), metric);
  }

  static OptionalDouble metric(HostSnapshot snapshot, String metric) {
    return Optional.ofNullable(snapshot.metrics().get(metric))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }
}
