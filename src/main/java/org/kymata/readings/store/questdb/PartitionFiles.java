package org.kymata.readings.store.questdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.kymata.readings.Reading;

/**
 * The files of one day of one table, read without QuestDB: columns of fixed width in {@code
 * <name>.d}; texts in {@code value.d}, each as its length and UTF-16, with their offsets in {@code
 * value.i}; in {@code series.k} the number of rows of each series.
 */
final class PartitionFiles implements AutoCloseable {

  private static final int INDEX_HEADER = 64;
  private static final int INDEX_ENTRY = 32;
  private static final int INDEX_KEYS_AT = 21;
  private static final int INDEX_VALUES_SIZE_AT = 9;
  private static final long DAY_MICROS = 24L * 3600 * 1_000_000;
  private static final int MAX_TEXT = 4 * Reading.MAX_TEXT;

  private final Path directory;
  private final long dayMicros;
  private final boolean text;
  private final int symbolCount;
  private final ByteBuffer stored;
  private final ByteBuffer series;
  private final ByteBuffer time;
  private final ByteBuffer value;
  private final ByteBuffer textOffsets;

  /**
   * Opens the existing files; a missing one counts as empty.
   *
   * @param dayMicros start of the day
   * @param text whether the values are texts
   * @param symbolCount number of the table's series
   */
  PartitionFiles(Path directory, long dayMicros, boolean text, int symbolCount) throws IOException {
    this.directory = directory;
    this.dayMicros = dayMicros;
    this.text = text;
    this.symbolCount = symbolCount;
    stored = map("stored.d");
    series = map("series.d");
    time = map("time.d");
    value = map("value.d");
    textOffsets = text ? map("value.i") : null;
  }

  private ByteBuffer map(String name) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      return ByteBuffer.allocate(0);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = Math.min(channel.size(), Integer.MAX_VALUE);
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
      return mapped.order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Number of valid rows from the first on, at most {@code maxRows}. */
  long validRows(long maxRows) {
    long rows = Math.min(maxRows, Math.min(stored.limit() / 8, series.limit() / 4));
    rows = Math.min(rows, time.limit() / 8);
    rows = Math.min(rows, text ? textOffsets.limit() / 8 : value.limit() / 8);
    long previous = dayMicros;
    for (int row = 0; row < rows; row++) {
      long at = stored.getLong(row * 8);
      boolean valid = at >= previous && at < dayMicros + DAY_MICROS && isValid(row);
      if (!valid) {
        return row;
      }
      previous = at;
    }
    return rows;
  }

  private boolean isValid(int row) {
    int key = series.getInt(row * 4);
    if (key < 0 || key >= symbolCount) {
      return false;
    }
    if (!text) {
      return true;
    }
    long offset = textOffsets.getLong(row * 8);
    if (offset < 0 || offset + 4 > value.limit()) {
      return false;
    }
    int length = value.getInt((int) offset);
    return length >= 0 && length <= MAX_TEXT && offset + 4 + 2L * length <= value.limit();
  }

  /** Whether the index covers at least this many rows: an index with lost pages covers none. */
  boolean isIndexed(long rows) throws IOException {
    ByteBuffer keys = map("series.k");
    if (keys.limit() < INDEX_HEADER) {
      return false;
    }
    int count = keys.getInt(INDEX_KEYS_AT);
    if (count < 0 || (long) count * INDEX_ENTRY + INDEX_HEADER > keys.limit()) {
      return false;
    }
    long counted = 0;
    for (int key = 0; key < count; key++) {
      counted += keys.getLong(INDEX_HEADER + key * INDEX_ENTRY);
    }
    Path values = directory.resolve("series.v");
    return counted >= rows
        && Files.isRegularFile(values)
        && Files.size(values) >= keys.getLong(INDEX_VALUES_SIZE_AT);
  }

  long storedMicros(int row) {
    return stored.getLong(row * 8);
  }

  int series(int row) {
    return series.getInt(row * 4);
  }

  long timeMicros(int row) {
    return time.getLong(row * 8);
  }

  double number(int row) {
    return value.getDouble(row * 8);
  }

  String text(int row) {
    int offset = (int) textOffsets.getLong(row * 8);
    int length = value.getInt(offset);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(value.getChar(offset + 4 + 2 * i));
    }
    return text.toString();
  }

  /**
   * The names of a table's series in the order of their keys, as far as they are readable.
   *
   * @param table the table's directory, which holds {@code series.c} or {@code series.c.<number>}
   */
  static List<String> symbols(Path table) throws IOException {
    List<String> symbols = new ArrayList<>();
    try (var files = Files.newDirectoryStream(table, "series.c*")) {
      for (Path file : files) {
        read(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN), symbols);
      }
    }
    return symbols;
  }

  private static void read(ByteBuffer names, List<String> symbols) {
    while (names.remaining() >= 4) {
      int length = names.getInt();
      if (length <= 0 || 2 * length > names.remaining()) {
        return;
      }
      StringBuilder name = new StringBuilder(length);
      for (int i = 0; i < length; i++) {
        name.append(names.getChar());
      }
      symbols.add(name.toString());
    }
  }

  /** The mappings end with their buffers. */
  @Override
  public void close() {}
}
