package org.kymata.hostmetrics;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the small files of {@code /proc} and {@code /sys}, below {@code /} or, in a test, below a
 * copy of another machine's files. Unreadable values are absent. Not thread-safe: it reuses its
 * buffer.
 */
final class ProcFs {
  /** The rest of a longer file is not read. */
  static final int MAX_BYTES = 1 << 20;

  private static final String AUXILIARY_VECTOR = "proc/self/auxv";
  private static final long PAGE_SIZE_KEY = 6;
  private static final int USUAL_PAGE_BYTES = 4096;

  private final File root;
  private byte[] buffer = new byte[8192];

  ProcFs(File root) {
    this.root = root;
  }

  /** Whether this system has Linux's files. */
  boolean isAvailable() {
    return file("proc/stat").canRead();
  }

  /** The page size in bytes: 4,096, or 16,384 on a Raspberry Pi 5. See getauxval(3). */
  int pageBytes() {
    byte[] vector = bytes(AUXILIARY_VECTOR, 4096).orElse(new byte[0]);
    boolean wide = !"32".equals(System.getProperty("sun.arch.data.model"));
    ByteBuffer vectorWords = ByteBuffer.wrap(vector).order(ByteOrder.nativeOrder());
    while (vectorWords.remaining() >= (wide ? 16 : 8)) {
      long key = wide ? vectorWords.getLong() : vectorWords.getInt();
      long value = wide ? vectorWords.getLong() : vectorWords.getInt();
      if (key == PAGE_SIZE_KEY && value > 0) {
        return (int) value;
      }
    }
    return USUAL_PAGE_BYTES;
  }

  /** Receives a file in chunks, while it is read. */
  interface ChunkReader {
    /** Handles the next {@code length} bytes; false stops reading. */
    boolean accept(byte[] bytes, int length);
  }

  /** The file's path on this machine. */
  File file(String path) {
    return new File(root, path);
  }

  /** A file as text in which every byte is one character; paths as {@code proc/stat}. */
  Optional<String> text(String path) {
    return text(path, StandardCharsets.ISO_8859_1);
  }

  /** A UTF-8 file, for names that people chose. */
  Optional<String> utf8Text(String path) {
    return text(path, StandardCharsets.UTF_8);
  }

  private Optional<String> text(String path, Charset charset) {
    int length = read(path, MAX_BYTES);
    return length < 0 ? Optional.empty() : Optional.of(new String(buffer, 0, length, charset));
  }

  /** The first bytes of a file; absent when it cannot be read. */
  Optional<byte[]> bytes(String path, int maxBytes) {
    int length = read(path, maxBytes);
    return length < 0 ? Optional.empty() : Optional.of(Arrays.copyOf(buffer, length));
  }

  /** The first line of a file, without surrounding blanks and NULs; absent when it is empty. */
  Optional<String> line(String path) {
    return utf8Text(path)
        .map(text -> text.replace('\0', ' ').strip())
        .filter(text -> !text.isEmpty())
        .map(text -> text.lines().findFirst().orElseThrow());
  }

  /** The integer that a file holds; absent when it holds something else. */
  OptionalLong number(String path) {
    Optional<String> line = line(path);
    try {
      return line.isPresent() ? OptionalLong.of(Long.parseLong(line.get())) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The names in a folder, sorted; empty when there is no such folder. */
  List<String> names(String folder) {
    String[] names = file(folder).list();
    if (names == null) {
      return List.of();
    }
    Arrays.sort(names);
    return List.of(names);
  }

  /** Reads a file in chunks; false when it could not be read. */
  boolean forEachChunk(String path, ChunkReader reader) {
    try (FileInputStream in = new FileInputStream(file(path))) {
      int length = in.read(buffer);
      while (length >= 0 && reader.accept(buffer, length)) {
        length = in.read(buffer);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Why a file could not be read, for people. */
  String unreadableReason(String path) {
    File file = file(path);
    if (!file.exists()) {
      return "there is no /" + path;
    }
    return file.canRead()
        ? "/" + path + " has unexpected content"
        : "no permission to read /" + path;
  }

  /** Fills the buffer; returns its length, or -1 when the file cannot be read. */
  private int read(String path, int maxBytes) {
    try (FileInputStream in = new FileInputStream(file(path))) {
      int length = 0;
      int more = 0;
      while (more >= 0 && length < maxBytes) {
        if (length == buffer.length) {
          buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        more = in.read(buffer, length, Math.min(buffer.length, maxBytes) - length);
        length += Math.max(0, more);
      }
      return length;
    } catch (IOException e) {
      // A process may end, and a device vanish, while it is read.
      return -1;
    }
  }
}
