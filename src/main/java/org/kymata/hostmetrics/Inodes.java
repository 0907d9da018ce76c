package org.kymata.hostmetrics;

import com.sun.jna.platform.linux.LibC;
import java.util.Optional;

/**
 * Inodes of file systems, by statvfs(3): Java has no API for them, and OSHI would list all mounts.
 */
final class Inodes {
  private boolean available = System.getProperty("os.name").equals("Linux");

  /**
   * The inodes of a file system.
   *
   * @param used inodes taken by files
   * @param total all inodes
   */
  record Count(long used, long total) {}

  /** The inodes of the file system at {@code path}; absent where it has none, as btrfs and vfat. */
  Optional<Count> of(String path) {
    if (!available) {
      return Optional.empty();
    }
    try {
      LibC.Statvfs found = new LibC.Statvfs();
      if (LibC.INSTANCE.statvfs(path, found) != 0) {
        return Optional.empty();
      }
      return count(found.f_files.longValue(), found.f_ffree.longValue());
    } catch (LinkageError e) {
      // Native calls are not possible here, and later calls would fail too.
      available = false;
      return Optional.empty();
    }
  }

  /** Computes them from the system's numbers; a total of 0 means that there is no limit. */
  static Optional<Count> count(long total, long free) {
    return total > 0 && free >= 0 && free <= total
        ? Optional.of(new Count(total - free, total))
        : Optional.empty();
  }
}
