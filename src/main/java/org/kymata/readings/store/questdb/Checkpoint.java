package org.kymata.readings.store.questdb;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A state of the tables that is on disk as a whole. Commits in between are on disk in the journal
 * alone: what the system has written of the tables themselves when the power fails is anybody's
 * guess. So the next start goes back to the newest checkpoint, by the files in which each table
 * says how many rows it has, and the journal brings the rest (ADR 18). The thread that commits, or
 * that opens the store.
 */
final class Checkpoint {

  private static final String ROWS_FILE = "_txn";
  private static final int DATE_LENGTH = 10;

  private final Path store;
  private final Path file;
  // Days before this one are on disk.
  private LocalDate dirtySince;

  /**
   * Of the tables in {@code store}.
   *
   * @param file holds the newest checkpoint
   */
  Checkpoint(Path store, Path file) {
    this.store = store;
    this.file = file;
    this.dirtySince = LocalDate.MIN;
  }

  /**
   * Brings the tables back to the newest checkpoint; to be called again where the start was cut
   * short before {@link #delete}. No engine may be open. After a proper stop there is none, and the
   * tables are whole as they are.
   *
   * @param today where there is none, days before this one are on disk
   * @return the tables that were brought back
   */
  Set<String> restore(LocalDate today) {
    try {
      if (!Files.exists(file)) {
        dirtySince = today;
        return Set.of();
      }
      Set<String> restored = new TreeSet<>();
      byte[] saved = Files.readAllBytes(file);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved));
      if (in.readLong() != checksum(saved)) {
        throw new IOException("it is damaged");
      }
      dirtySince = LocalDate.ofEpochDay(in.readLong());
      for (int tables = in.readInt(); tables > 0; tables--) {
        String table = in.readUTF();
        byte[] rows = in.readNBytes(in.readInt());
        if (Files.isDirectory(store.resolve(table))) {
          restore(store.resolve(table).resolve(ROWS_FILE), rows);
          restored.add(table);
        }
      }
      return restored;
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoint of the readings cannot be used: " + file, e);
    }
  }

  private static void restore(Path target, byte[] rows) throws IOException {
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      write(out, rows);
      out.truncate(rows.length);
      out.force(true);
    }
  }

  private static void write(FileChannel out, byte[] bytes) throws IOException {
    for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
      out.write(left);
    }
  }

  /**
   * Brings everything to disk that is committed, and makes that the newest checkpoint.
   *
   * @param today the day that is written to
   */
  void create(LocalDate today) {
    try {
      TreeMap<String, byte[]> rows = new TreeMap<>();
      for (Path table : list(store, Files::isDirectory)) {
        if (Files.exists(table.resolve(ROWS_FILE))) {
          rows.put(table.getFileName().toString(), Files.readAllBytes(table.resolve(ROWS_FILE)));
          sync(table);
          for (Path day : list(table, this::isDirty)) {
            sync(day);
          }
        }
      }
      sync(store);
      dirtySince = today;
      save(rows);
    } catch (IOException e) {
      throw new UncheckedIOException("the readings cannot be brought to disk", e);
    }
  }

  private boolean isDirty(Path day) {
    String name = day.getFileName().toString();
    if (!Files.isDirectory(day) || name.length() < DATE_LENGTH) {
      return false;
    }
    try {
      return !LocalDate.parse(name.substring(0, DATE_LENGTH)).isBefore(dirtySince);
    } catch (java.time.format.DateTimeParseException e) {
      return true;
    }
  }

  /** The files of a folder, and that they are in it. */
  private static void sync(Path folder) throws IOException {
    for (Path each : list(folder, Files::isRegularFile)) {
      force(each, StandardOpenOption.WRITE);
    }
    force(folder, StandardOpenOption.READ);
  }

  private static void force(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  private static List<Path> list(Path folder, Predicate<Path> which) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return new ArrayList<>(all.filter(which).toList());
    }
  }

  private void save(TreeMap<String, byte[]> rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(0);
    out.writeLong(dirtySince.toEpochDay());
    out.writeInt(rows.size());
    for (var table : rows.entrySet()) {
      out.writeUTF(table.getKey());
      out.writeInt(table.getValue().length);
      out.write(table.getValue());
    }
    byte[] saved = bytes.toByteArray();
    ByteBuffer.wrap(saved).putLong(checksum(saved));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel to =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(to, saved);
      to.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    force(file.getParent(), StandardOpenOption.READ);
  }

  private static long checksum(byte[] saved) {
    CRC32C crc = new CRC32C();
    crc.update(saved, Long.BYTES, saved.length - Long.BYTES);
    return crc.getValue();
  }

  /** From now on the tables are what they are: nothing is committed that is not on disk. */
  void delete() {
    try {
      if (Files.deleteIfExists(file)) {
        force(file.getParent(), StandardOpenOption.READ);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoint of the readings cannot be deleted", e);
    }
  }
}
