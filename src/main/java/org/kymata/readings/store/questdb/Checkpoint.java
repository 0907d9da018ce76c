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
 * A consistent state of the tables on disk. Later commits are on disk only in the journal: after a
 * power failure the state of the table files is undefined. So the next start restores the newest
 * checkpoint, using the files in which each table keeps its number of rows, and replays the journal
 * (ADR 18). Used by the thread that commits, or that opens the store.
 */
final class Checkpoint {

  private static final String ROWS_FILE = "_txn";
  private static final int DATE_LENGTH = 10;

  private final Path store;
  private final Path file;
  // Days before this one are on disk.
  private LocalDate dirtySince;

  /**
   * Creates checkpoints of the tables in {@code store}.
   *
   * @param file holds the newest checkpoint
   */
  Checkpoint(Path store, Path file) {
    this.store = store;
    this.file = file;
    this.dirtySince = LocalDate.MIN;
  }

  /**
   * Restores the newest checkpoint; to be repeated when the start was interrupted before {@link
   * #delete}. No engine may be open. After a proper stop there is no checkpoint, and the tables are
   * complete.
   *
   * @param today days before this one are on disk, when there is no checkpoint
   * @return the tables that were restored
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
   * Brings all committed rows to disk, and makes that the newest checkpoint.
   *
   * @param today the day that is being written
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
      throw new UncheckedIOException("the readings cannot be written to disk", e);
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

  /** Syncs the files of a folder, and the folder itself. */
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
    Path newFile = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel to =
        FileChannel.open(
            newFile,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(to, saved);
      to.force(true);
    }
    Files.move(newFile, file, StandardCopyOption.ATOMIC_MOVE);
    force(file.getParent(), StandardOpenOption.READ);
  }

  private static long checksum(byte[] saved) {
    CRC32C crc = new CRC32C();
    crc.update(saved, Long.BYTES, saved.length - Long.BYTES);
    return crc.getValue();
  }

  /** Deletes the checkpoint after a proper stop: all committed rows are on disk. */
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
