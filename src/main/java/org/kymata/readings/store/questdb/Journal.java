package org.kymata.readings.store.questdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.kymata.config.DataDirectory;
import org.kymata.readings.Reading;

/**
 * The readings that were acknowledged and may not be in the table files yet: one file, written from
 * start to end, one record a commit, on disk when {@link #write} returns. Once the tables are on
 * disk it starts again at the beginning, over the old records, so that its length rarely changes
 * and a write costs the disk no more than the data (ADR 18). Not thread-safe.
 *
 * <p>A record: length of the rest (int), CRC-32C of the rest (int), commit time (long,
 * microseconds), number of readings (int), and for each its series (length as a short, UTF-8), its
 * time (long, milliseconds), and a number (byte 0, double) or a text (byte 1, length as a short,
 * UTF-8). The records end at the first that is incomplete, or not newer than the one before, which
 * is left from an earlier round.
 */
final class Journal implements AutoCloseable {

  /** Limit of the records, in bytes, before the tables have to be on disk. */
  static final int MAX_BYTES = 16 << 20;

  private static final int HEADER = 20;
  // The file grows in steps, so that most writes do not change its length.
  private static final int STEP = 256 << 10;
  private static final int SMALL = 64 << 10;
  private static final int MAX_READING = 2 + 1024 + 8 + 1 + 2 + 1024;

  /** Receives what {@link #replay} reads. */
  interface RecordHandler {
    /** One reading of a record; {@code text} is null when it is a number. */
    void reading(long storedMicros, String series, long timeMillis, double number, String text);

    /** The end of a record. */
    void end();
  }

  private final FileChannel file;
  private byte[] bytes = new byte[SMALL];
  private ByteBuffer record = ByteBuffer.wrap(bytes);
  private long allocated;
  private long position;
  private long previousPosition;

  /** Opens the file, or creates it. */
  Journal(Path path) {
    DataDirectory.create(path.getParent());
    try {
      file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      allocated = file.size();
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of readings cannot be opened", e);
    }
  }

  /**
   * Writes a record; it is on disk when this method returns.
   *
   * @return false when the record does not fit before {@link #rewind}
   */
  boolean write(List<Reading> readings, long storedMicros) {
    encode(readings, storedMicros);
    if (position > 0 && position + record.limit() > MAX_BYTES) {
      return false;
    }
    try {
      makeRoom(position + record.limit());
      previousPosition = position;
      put(record, position);
      file.force(false);
      position += record.limit();
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of readings cannot be written", e);
    } finally {
      if (bytes.length > STEP) {
        bytes = new byte[SMALL];
        record = ByteBuffer.wrap(bytes);
      }
    }
  }

  private void encode(List<Reading> readings, long storedMicros) {
    record.clear().position(8);
    record.putLong(storedMicros).putInt(readings.size());
    for (Reading reading : readings) {
      if (record.remaining() < MAX_READING) {
        int used = record.position();
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
        record = ByteBuffer.wrap(bytes).position(used);
      }
      put(reading.series().symbolBytes());
      record.putLong(reading.timeMillis());
      if (reading.text() == null) {
        record.put((byte) 0).putDouble(reading.number());
      } else {
        record.put((byte) 1);
        put(reading.text().getBytes(UTF_8));
      }
    }
    record.flip();
    record.putInt(0, record.limit() - 8);
    record.putInt(4, checksum(bytes, 8, record.limit() - 8));
  }

  private void put(byte[] text) {
    record.putShort((short) text.length).put(text);
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** Grows the file for the next write, which then cannot fail for lack of space. */
  void preallocate() {
    try {
      makeRoom(Math.min(MAX_BYTES, position + SMALL));
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of readings cannot grow", e);
    }
  }

  private void makeRoom(long end) throws IOException {
    if (end > allocated) {
      ByteBuffer nothing = ByteBuffer.allocate(SMALL);
      long grown = (end + STEP - 1) / STEP * STEP;
      for (long at = allocated; at < grown; at += nothing.limit()) {
        nothing.clear().limit((int) Math.min(SMALL, grown - at));
        put(nothing, at);
      }
      file.force(true);
      allocated = grown;
    }
  }

  private void put(ByteBuffer from, long at) throws IOException {
    long next = at;
    int end = from.limit();
    while (from.position() < end) {
      // The channel keeps a buffer outside the heap that is as large as its largest write.
      from.limit(Math.min(end, from.position() + SMALL));
      while (from.hasRemaining()) {
        next += file.write(from, next);
      }
    }
  }

  /** Removes the last record: its readings were rejected after all. */
  void undoLast() {
    position = previousPosition;
    try {
      put(ByteBuffer.allocate(HEADER), position);
      file.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of readings cannot be written", e);
    }
  }

  /** Starts again at the beginning: all records are in the tables, and these are on disk. */
  void rewind() {
    position = 0;
    previousPosition = 0;
  }

  /** Reads all complete records, oldest first; the next record is written after them. */
  void replay(RecordHandler records) {
    rewind();
    try {
      long last = Long.MIN_VALUE;
      ByteBuffer header = ByteBuffer.allocate(HEADER);
      while (position + HEADER <= allocated) {
        fill(header.clear(), position);
        int length = header.getInt(0);
        if (length < HEADER - 8 || position + 8 + length > allocated || header.getLong(8) <= last) {
          return;
        }
        byte[] body = new byte[length];
        fill(ByteBuffer.wrap(body), position + 8);
        if (checksum(body, 0, length) != header.getInt(4)) {
          return;
        }
        decode(ByteBuffer.wrap(body), records);
        last = header.getLong(8);
        previousPosition = position;
        position += 8L + length;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of readings cannot be read", e);
    }
  }

  private void fill(ByteBuffer buffer, long at) throws IOException {
    while (buffer.hasRemaining()) {
      if (file.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException("the journal is shorter than it was");
      }
    }
  }

  private static void decode(ByteBuffer body, RecordHandler records) {
    long stored = body.getLong();
    for (int left = body.getInt(); left > 0; left--) {
      String series = text(body);
      long time = body.getLong();
      if (body.get() == 0) {
        records.reading(stored, series, time, body.getDouble(), null);
      } else {
        records.reading(stored, series, time, Double.NaN, text(body));
      }
    }
    records.end();
  }

  private static String text(ByteBuffer body) {
    byte[] text = new byte[Short.toUnsignedInt(body.getShort())];
    body.get(text);
    return new String(text, UTF_8);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of readings cannot be closed", e);
    }
  }
}
