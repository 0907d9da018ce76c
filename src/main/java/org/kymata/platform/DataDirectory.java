package org.kymata.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes the data directory, which only the user that Kymata runs as may enter. */
public final class DataDirectory {

  private DataDirectory() {}

  /**
   * Makes the data directory where it is missing. {@code ./run} has made it already; without it the
   * server's own mask of permissions would let every user of the machine in.
   *
   * @throws UncheckedIOException when it cannot be made
   */
  public static void make(Path directory) {
    try {
      if (Files.notExists(directory)) {
        Files.createDirectories(directory, ownerOnly());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the data directory " + directory + " cannot be made", e);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}
