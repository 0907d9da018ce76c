package org.kymata.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes the data directory and the folders in it, which only the user that Kymata runs as may
 * enter. The mask of the process does not see to that: QuestDB sets one of its own at every file it
 * opens.
 */
public final class DataDirectory {

  private DataDirectory() {}

  /**
   * Makes a directory where it is missing, and those above it.
   *
   * @throws UncheckedIOException when it cannot be made
   */
  public static void create(Path directory) {
    try {
      if (Files.notExists(directory)) {
        Files.createDirectories(directory, ownerOnly());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the directory " + directory + " cannot be made", e);
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
