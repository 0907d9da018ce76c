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
 * Reads the small files in which Linux tells of itself, below {@code /} or, in a test, below the
 * copy of another machine's. What cannot be read is absent. One thread only: its buffer is reused.
 */
final class ProcFs {
  /** Of a longer file only so much is read. */
  static final int MAX_BYTES = 1 << 20;

  private static final String AUXILIARY_VECTOR = "proc/self/auxv";
  private static final long PAGE_SIZE_KEY = 6;
  private static final int USUAL_PAGE_BYTES = 4096;

  private final File root;
  private byte[] buffer = new byte[8192];

  ProcFs(File root) {
    this.root = root;
  }

  /** Whether this is a Linux. */
  boolean isAvailable() {
    return file("proc/stat").canRead();
  }

  /** Bytes of a page of memory: 4,096, or 16,384 on a Raspberry Pi 5. See getauxval(3). */
  int pageBytes() {
    byte[] vector = bytes(AUXILIARY_VECTOR, 4096).orElse(new byte[0]);
    boolean wide = !"32".equals(System.getProperty("sun.arch.data.model"));
    ByteBuffer words = ByteBuffer.wrap(vector).order(ByteOrder.nativeOrder());
    while (words.remaining() >= (wide ? 16 : 8)) {
      long key = wide ? words.getLong() : words.getInt();
      long value = wide ? words.getLong() : words.getInt();
      if (key == PAGE_SIZE_KEY && value > 0) {
        return (int) value;
      }
    }
    return USUAL_PAGE_BYTES;
  }

  /** Takes a file piece by piece, as it is read. */
  interface ChunkReader {
    /** The next {@code length} bytes; false ends the reading. */
    boolean accept(byte[] bytes, int length);
  }

  /** The file's path on this machine. */
  File file(String path) {
    return new File(root, path);
  }

  /** A file as a text in which every byte is one character; paths as {@code proc/stat}. */
  Optional<String> text(String path) {
    return text(path, StandardCharsets.ISO_8859_1);
  }

  /** A file that holds names which people gave, in UTF-8. */
  Optional<String> utf8Text(String path) {
    return text(path, StandardCharsets.UTF_8);
  }

  private Optional<String> text(String path, Charset charset) {
    int length = read(path, MAX_BYTES);
    return length < 0 ? Optional.empty() : Optional.of(new String(buffer, 0, length, charset));
  }

  /** The first bytes of a file; absent when there is none or it may not be read. */
  Optional<byte[]> bytes(String path, int most) {
    int length = read(path, most);
    return length < 0 ? Optional.empty() : Optional.of(Arrays.copyOf(buffer, length));
  }

  /** The one line of a file, without the blanks and NULs around it; absent when it is empty. */
  Optional<String> line(String path) {
    return utf8Text(path)
        .map(text -> text.replace('\0', ' ').strip())
        .filter(text -> !text.isEmpty())
        .map(text -> text.lines().findFirst().orElseThrow());
  }

  /** The whole number that a file holds; absent also when it holds something else. */
  OptionalLong number(String path) {
    Optional<String> line = line(path);
    try {
      return line.isPresent() ? OptionalLong.of(Long.parseLong(line.get())) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The names in a folder, sorted; none when there is no such folder. */
  List<String> names(String folder) {
    String[] names = file(folder).list();
    if (names == null) {
      return List.of();
    }
    Arrays.sort(names);
    return List.of(names);
  }

  /** Hands a file on piece by piece; false when it could not be read. */
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
        ? "/" + path + " does not hold what it should"
        : "no permission to read /" + path;
  }

  /** Fills the buffer; its length, or -1 when the file cannot be read. */
  private int read(String path, int most) {
    try (FileInputStream in = new FileInputStream(file(path))) {
      int length = 0;
      int more = 0;
      while (more >= 0 && length < most) {
        if (length == buffer.length) {
          buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        more = in.read(buffer, length, Math.min(buffer.length, most) - length);
        length += Math.max(0, more);
      }
      return length;
    } catch (IOException e) {
      // A process ends while it is looked at; so may a device.
      return -1;
    }
  }
}
