package org.kymata.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Reads the permissions of files in a data directory, in the letters of {@code ls -l}. */
final class FilePermissions {

  private FilePermissions() {}

  static String of(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void set(Path path, String permissions) {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The directory, and the files and folders directly in it, that users other than the owner may
   * read, write or enter, with their permissions. Deeper files are only reachable through them.
   */
  static List<String> open(Path directory) {
    try (Stream<Path> files = Files.walk(directory, 1)) {
      // The hub creates and deletes that file, to check that the disk is writable.
      return files
          .filter(path -> !path.endsWith(".writable"))
          .map(path -> of(path) + " " + directory.relativize(path))
          .filter(line -> !line.substring(3, 9).equals("------"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
