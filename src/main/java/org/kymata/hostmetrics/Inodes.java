package org.kymata.hostmetrics;

import com.sun.jna.platform.linux.LibC;
import java.util.Optional;

/**
 * Inodes of file systems, by statvfs(3): Java has no way to ask, and OSHI lists all mounts anew.
 */
final class Inodes {
  private boolean available = System.getProperty("os.name").equals("Linux");

  /**
   * How many there are.
   *
   * @param used taken by files
   * @param total all
   */
  record Count(long used, long total) {}

  /** Those of the file system at {@code path}; absent where it has none, as btrfs and vfat. */
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
      // Native calls are not allowed here, and will not be later.
      available = false;
      return Optional.empty();
    }
  }

  /** Out of the system's two numbers; a total of 0 says that there is no such limit. */
  static Optional<Count> count(long total, long free) {
    return total > 0 && free >= 0 && free <= total
        ? Optional.of(new Count(total - free, total))
        : Optional.empty();
  }
}
