package org.kymata.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own, small enough to be filled, or able to turn read-only. */
public final class SmallDisk implements AutoCloseable {

  private static final int MEGABYTE = 1 << 20;

  private final Path directory;
  private final Path image;

  private SmallDisk(Path directory, Path image) {
    this.directory = directory;
    this.image = image;
  }

  /** A tmpfs of so many megabytes; skips the test when this user may not mount one. */
  public static SmallDisk inMemory(int megabytes) {
    Path directory = temporary();
    run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory + ""));
    return new SmallDisk(directory, null);
  }

  /**
   * An ext4 file system in a file, which turns read-only at the first error, as memory cards do.
   */
  public static SmallDisk inFile(int megabytes) {
    Path directory = temporary();
    Path image = directory.resolveSibling(directory.getFileName() + ".img");
    run(List.of("truncate", "-s", megabytes + "m", image.toString()));
    run(List.of("mkfs.ext4", "-q", "-F", image.toString()));
    mount(image, directory);
    return new SmallDisk(directory, image);
  }

  private static void mount(Path image, Path directory) {
    run(List.of("mount", "-o", "loop,errors=remount-ro", image + "", directory + ""));
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("kymata-disk");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Assumptions.assumeTrue(
          process.waitFor() == 0,
          "this test needs root, to mount a disk: " + command + ": " + output);
      return output.strip();
    } catch (IOException e) {
      Assumptions.abort("this test needs " + command.get(0) + ": " + e.getMessage());
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The directory where it is mounted. */
  public Path directory() {
    return directory;
  }

  /** Fills the disk until so many megabytes are left; 0: until nothing is left. */
  public void fill(int leaveMegabytes) {
    byte[] block = new byte[leaveMegabytes == 0 ? 4096 : MEGABYTE / 4];
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (free() - block.length >= (long) leaveMegabytes * MEGABYTE || leaveMegabytes == 0) {
        out.write(block);
      }
    } catch (IOException full) {
      if (leaveMegabytes > 0) {
        throw new UncheckedIOException(full);
      }
    }
  }

  private long free() {
    return directory.toFile().getUsableSpace();
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  /** Deletes what {@link #fill} wrote. */
  public void deleteFiller() {
    try {
      Files.delete(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reports an error of this one disk to the kernel, which then refuses writes to it. */
  public void triggerError() {
    Path device = Path.of(run(List.of("findmnt", "-n", "-o", "SOURCE", directory.toString())));
    if (device.startsWith("/dev/loop") || device.toString().equals(image.toString())) {
      device = Path.of(run(List.of("losetup", "-n", "-O", "NAME", "-j", image.toString())));
    }
    String name = device.getFileName().toString();
    // Any other is a real disk of this machine.
    if (!name.startsWith("loop") || !Set.of(backing(name)).contains(image.toString())) {
      throw new AssertionError(name + " is not the disk of this test");
    }
    Path trigger = Path.of("/sys/fs/ext4", name, "trigger_fs_error");
    Assumptions.assumeTrue(Files.exists(trigger), "this kernel cannot break a file system");
    try {
      Files.writeString(trigger, "1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String backing(String loop) {
    try {
      return Files.readString(Path.of("/sys/block", loop, "loop/backing_file")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Repairs the file system and mounts it again, as a restart of the machine does. */
  public void repair() {
    run(List.of("umount", directory.toString()));
    run(List.of("sh", "-c", "e2fsck -fy " + image + " >/dev/null 2>&1; test $? -lt 4"));
    mount(image, directory);
  }

  @Override
  public void close() {
    run(List.of("umount", "-l", directory.toString()));
    try {
      Files.delete(directory);
      if (image != null) {
        Files.delete(image);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
