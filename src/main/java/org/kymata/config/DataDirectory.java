package org.kymata.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Creates the data directory and its subdirectories, which only the user of the process may enter.
 * The process's umask is not enough: QuestDB sets its own at every file it opens.
 */
public final class DataDirectory {

  private DataDirectory() {}

  /**
   * Creates a directory and its parents when they are missing.
   *
   * @throws UncheckedIOException when it cannot be made
   */
  public static void create(Path directory) {
    try {
      if (Files.notExists(directory)) {
        Files.createDirectories(directory, ownerOnly());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the directory " + directory + " cannot be created", e);
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
