package org.kymata.hostmetrics;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.kymata.hostmetrics.HostFacts.Disk;
import oshi.util.GlobalConfig;

/**
 * Mounted real file systems, in bytes and inodes.
 *
 * <p>Usage is read for every sample. The list of file systems is read at most every 10 s, and on
 * Linux only when the mount table changed, since OSHI starts {@code lsblk} for it; on other systems
 * every minute.
 *
 * <p>Network file systems are left out: the sampler would block while their server is away.
 */
final class DiskSampler {
  /** Further mounts are left out. */
  static final int MAX_DISKS = 64;

  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long RELIST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Path MOUNT_TABLE = Path.of("/proc/self/mounts");

  /** File systems in memory, which the memory metrics include. */
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  /** Types that containers and sessions mount and unmount often; never listed. */
  private static final Set<String> TRANSIENT_TYPES = Set.of("tmpfs", "overlay", "nsfs", "squashfs");

  /** Network file systems that OSHI does not recognise. */
  private static final String MORE_NETWORK_TYPES =
      ",fuse.sshfs,fuse.rclone,fuse.s3fs,fuse.glusterfs,fuse.davfs,fuse.ceph,ceph,smb3,lustre,"
          + "beegfs,fuse.gvfsd-fuse,fuse.portal,fuse.lxcfs";

  static {
    String known = GlobalConfig.get(GlobalConfig.OSHI_NETWORK_FILESYSTEM_TYPES, "");
    GlobalConfig.set(GlobalConfig.OSHI_NETWORK_FILESYSTEM_TYPES, known + MORE_NETWORK_TYPES);
  }

  /**
   * A mounted file system.
   *
   * @param path such as {@code /}
   * @param device such as {@code /dev/sda1}
   * @param type such as {@code ext4}
   */
  record Mount(String path, String device, String type) {
    /** Its part of metric names. */
    String part() {
      String part = path.startsWith("/") ? path.substring(1) : path;
      return part.isEmpty() ? "root" : part;
    }
  }

  private final SystemSources sources;
  private final Inodes inodes = new Inodes();
  private final MetricNamer names =
      new MetricNamer("disk/", List.of("", "/used", "/total", "/inodes", "/inodes_total"));
  private List<Mount> mounts = List.of();
  private List<String> mountTable = List.of();
  private boolean listed;
  private long checkedAtNanos;
  private long listedAtNanos;

  DiskSampler(SystemSources machine) {
    this.sources = machine;
  }

  /** Adds the file systems sorted by mount point, at most {@value #MAX_DISKS}. */
  void sample(SnapshotBuilder snapshot) {
    refreshMounts(snapshot.nanos());
    List<String> metrics = names.of(mounts.stream().map(Mount::part).toList());
    List<Disk> disks = new ArrayList<>(mounts.size());
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      String metric = metrics.get(i);
      File root = new File(mount.path());
      long totalBytes = root.getTotalSpace();
      // Otherwise it was unmounted or became unreadable since it was listed.
      if (totalBytes > 0) {
        // Space reserved for root counts as free, as in df.
        long usedBytes = Math.max(0, totalBytes - root.getFreeSpace());
        disks.add(new Disk(metric, mount.path(), mount.device(), mount.type()));
        snapshot.share(metric, usedBytes, totalBytes);
        snapshot.count(metric + "/used", usedBytes);
        snapshot.count(metric + "/total", totalBytes);
        inodes
            .of(mount.path())
            .ifPresent(
                of -> {
                  snapshot.count(metric + "/inodes", of.used());
                  snapshot.count(metric + "/inodes_total", of.total());
                });
      }
    }
    snapshot.disks = disks;
  }

  private void refreshMounts(long nowNanos) {
    if (listed && nowNanos - checkedAtNanos < CHECK_NANOS) {
      return;
    }
    checkedAtNanos = nowNanos;
    List<String> table = readMountTable();
    boolean current =
        table.isEmpty() ? nowNanos - listedAtNanos < RELIST_NANOS : table.equals(mountTable);
    if (listed && current) {
      return;
    }
    List<Mount> found =
        sources.oshi().getOperatingSystem().getFileSystem().getFileStores(true).stream()
            .map(store -> new Mount(store.getMount(), store.getVolume(), store.getType()))
            // Containers get single files, such as /etc/hosts, mounted from the host's disk.
            .filter(mount -> new File(mount.path()).isDirectory())
            .toList();
    mounts = distinct(found);
    mountTable = table;
    listedAtNanos = nowNanos;
    listed = true;
  }

  /**
   * Leaves out file systems in memory, and of several mounts of one device (bind mounts,
   * subvolumes) all but the one with the shortest path.
   *
   * @param found as the system lists them
   * @return sorted by path, at most {@value #MAX_DISKS}
   */
  static List<Mount> distinct(List<Mount> found) {
    Set<String> seen = new HashSet<>();
    return found.stream()
        .filter(mount -> !IN_MEMORY.contains(mount.type()))
        .sorted(Comparator.comparing((Mount m) -> m.path().length()).thenComparing(Mount::path))
        .filter(mount -> seen.add(mount.type() + ' ' + mount.device()))
        .limit(MAX_DISKS)
        .sorted(Comparator.comparing(Mount::path))
        .toList();
  }

  private static List<String> readMountTable() {
    try {
      // Paths may hold any bytes; in Latin-1 every byte is a character.
      return withoutTransient(Files.readAllLines(MOUNT_TABLE, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * The lines of a mount table that can affect the list of disks.
   *
   * @param table lines of {@code device path type options 0 0}, see fstab(5)
   */
  static List<String> withoutTransient(List<String> table) {
    return table.stream()
        .filter(
            line -> {
              String[] fields = line.split(" ", 4);
              return fields.length > 2 && !TRANSIENT_TYPES.contains(fields[2]);
            })
        .toList();
  }
}
