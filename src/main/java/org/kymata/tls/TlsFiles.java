package org.kymata.tls;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.kymata.config.DataDirectory;

/**
 * The directory {@code tls} in a data directory, which only its owner can enter.
 *
 * @param directory the directory itself
 */
public record TlsFiles(Path directory) {

  /** The directory in this data directory. */
  public static TlsFiles in(Path dataDirectory) {
    return new TlsFiles(dataDirectory.resolve("tls"));
  }

  /** The certificate of the local authority, PEM; the only file here that is not secret. */
  public Path authority() {
    return directory.resolve("ca.crt");
  }

  /** The private key of the local authority, PEM (PKCS#8). */
  Path authorityKey() {
    return directory.resolve("ca.key");
  }

  /** The hub's certificate with its chain and private key, PKCS#12. */
  public Path keyStore() {
    return directory.resolve("server.p12");
  }

  /** Creates the directory when it is missing. */
  void createDirectory() {
    DataDirectory.create(directory);
  }

  /** Replaces a file atomically: a reader sees the old one or the new one. */
  static void write(Path file, byte[] content) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, ownerOnly());
    Files.write(draft, content);
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
