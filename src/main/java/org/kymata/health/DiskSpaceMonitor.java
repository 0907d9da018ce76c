package org.kymata.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.kymata.config.Settings;
import org.kymata.errors.DomainException;
import org.kymata.text.Texts;

/**
 * Checks the free space on the data directory's disk, and whether it is writable. Some space is
 * reserved, so that small and important data (sessions, commands, logs) still fits when readings
 * have filled the rest.
 */
@ApplicationScoped
public class DiskSpaceMonitor {

  private static final long MEGABYTE = 1L << 20;
  private static final int RETRY_SECONDS = 10;

  // Once space was short, there must be this much more, so that the state does not flicker.
  private static final int RECOVERY_PERCENT = 125;

  @Inject private Settings settings;
  @Inject private HealthIssues issues;

  private volatile boolean isFull;
  private int checks;

  /** Checks the disk; must be called twice a second, by one thread at a time. */
  public void check() {
    Path directory = settings.dataDir();
    long free = directory.toFile().getUsableSpace();
    long reserve = settings.diskReserveBytes();
    if (free < reserve) {
      isFull = true;
      issues.raise(HealthIssue.DISK_FULL, Map.of("reserve", reserve / MEGABYTE));
    } else if (free >= reserve / 100 * RECOVERY_PERCENT) {
      isFull = false;
      issues.resolve(HealthIssue.DISK_FULL);
    }
    // Seldom: it is a write, if a tiny one.
    if (checks++ % 4 == 0) {
      checkWritable(directory);
    }
  }

  /** A file system may claim to be writable and refuse writes, so only a write can tell. */
  private void checkWritable(Path directory) {
    Path probe = directory.resolve(".writable");
    try {
      Files.deleteIfExists(probe);
      Files.createFile(probe);
      Files.delete(probe);
      issues.resolve(HealthIssue.READ_ONLY);
    } catch (IOException e) {
      if (!isFull) {
        issues.raise(HealthIssue.READ_ONLY, Map.of("why", why(e)));
      }
    }
  }

  private static String why(IOException e) {
    String reason = e instanceof FileSystemException known ? known.getReason() : null;
    return reason == null
        ? "no permission"
        : Texts.truncate(reason, 80).toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Refuses readings while there is too little space.
   *
   * @throws DomainException UNAVAILABLE
   */
  public void requireSpace() {
    if (isFull) {
      throw new DomainException(
          DomainException.Kind.UNAVAILABLE,
          "the disk of the hub is full: it takes no readings until there is room; try again later",
          RETRY_SECONDS);
    }
  }
}
