#include "disk.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "file.h"
#include "names.h"

/* What follows the mount point in a metric's name: "disk/" and "/inodes_total" must fit with it. */
#define DISK_NAME_SIZE (METRIC_NAME_SIZE - sizeof("disk//inodes_total") + 1)

/* Everything else that the kernel mounts has a device below /dev or is one of DEVICELESS. */
static const char *const IMAGES[] = {"squashfs", "iso9660", "erofs", "cramfs", "udf"};
static const char *const DEVICELESS[] = {"zfs", "bcachefs", "ubifs", "jffs2"};

static bool is_one_of(struct text text, const char *const list[], size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (text_equals(text, list[i])) {
      return true;
    }
  }
  return false;
}

#define IS_ONE_OF(text, list) is_one_of(text, list, sizeof(list) / sizeof((list)[0]))

static bool is_watched(struct text device, struct text mount, struct text type) {
  if (IS_ONE_OF(type, DEVICELESS)) {
    return true;
  }
  /* A container's own root; other overlays are those of containers on this machine. */
  if (text_equals(type, "overlay")) {
    return text_equals(mount, "/");
  }
  return text_take(&device, "/dev/") && !text_take(&device, "loop") && !text_take(&device, "ram") &&
         !text_take(&device, "zram") && !IS_ONE_OF(type, IMAGES);
}

/* Blanks, tabs, line ends and backslashes are written as \040 and the like. */
static void unescape(struct text text, char *ret_string, size_t size) {
  char string[FILE_PATH_SIZE];
  size_t length = 0;
  while (text.at < text.end && length + 1 < sizeof(string)) {
    bool escaped = text_length(text) >= 4 && text.at[0] == '\\';
    for (unsigned i = 1; i < 4 && escaped; i++) {
      escaped = text.at[i] >= '0' && text.at[i] <= '7';
    }
    string[length++] =
        escaped ? (char)((text.at[1] - '0') << 6 | (text.at[2] - '0') << 3 | (text.at[3] - '0'))
                : *text.at;
    text.at += escaped ? 4 : 1;
  }
  text_copy((struct text){string, string + length}, ret_string, size);
}

/* Whether the end of a mount's name would read as one of the metrics of the mount above it. */
static bool ends_like_metric(const char *name) {
  static const char *const ENDS[] = {"/used", "/total", "/inodes", "/inodes_total"};
  size_t length = strlen(name);
  for (unsigned i = 0; i < sizeof(ENDS) / sizeof(ENDS[0]); i++) {
    size_t end = strlen(ENDS[i]);
    if (length > end && strcmp(name + length - end, ENDS[i]) == 0) {
      return true;
    }
  }
  return false;
}

static void name_disk(struct disk *disk, const struct disk *others, unsigned count) {
  char name[DISK_NAME_SIZE];
  const char *mount = disk->mount + (disk->mount[0] == '/');
  name_clean(text_of(*mount ? mount : "root"), name, sizeof(name));
  memcpy(disk->metric, "disk/", 5);
  memcpy(disk->metric + 5, name, strlen(name) + 1);
  if (ends_like_metric(disk->metric)) {
    disk->metric[strlen(disk->metric) - 1] = '_';
  }
  name_make_unique(disk->metric, 5 + DISK_NAME_SIZE, others, count, sizeof(*others));
}

/* The entry that shows the same device already, or NULL. */
static struct disk *find_device(struct disk *disks, unsigned count, const char *device,
                                const char *mount) {
  for (unsigned i = 0; i < count; i++) {
    bool nameless = device[0] != '/';
    if (strcmp(disks[i].device, device) == 0 && (!nameless || strcmp(disks[i].mount, mount) == 0)) {
      return &disks[i];
    }
  }
  return NULL;
}

bool disks_update(struct disks *disks, struct text text) {
  struct disk before[DISKS_MAX];
  unsigned count_before = disks->count;
  memcpy(before, disks->entries, count_before * sizeof(before[0]));
  disks->count = 0;
  disks->cut = false;
  struct text line;
  while (text_line(&text, &line)) {
    struct text device;
    struct text mount;
    struct text type;
    if (!text_word(&line, &device) || !text_word(&line, &mount) || !text_word(&line, &type) ||
        !is_watched(device, mount, type) || text_length(mount) >= sizeof(before[0].mount)) {
      continue;
    }
    if (disks->count == DISKS_MAX) {
      disks->cut = true;
      break;
    }
    struct disk disk = {0};
    unescape(device, disk.device, sizeof(disk.device));
    unescape(mount, disk.mount, sizeof(disk.mount));
    text_copy(type, disk.type, sizeof(disk.type));
    struct disk *same = find_device(disks->entries, disks->count, disk.device, disk.mount);
    if (!same) {
      disks->entries[disks->count++] = disk;
    } else if (strlen(disk.mount) < strlen(same->mount)) {
      *same = disk;
    }
  }
  for (unsigned i = 0; i < disks->count; i++) {
    name_disk(&disks->entries[i], disks->entries, i);
  }
  return disks->count != count_before ||
         memcmp(before, disks->entries, count_before * sizeof(before[0])) != 0;
}

void disk_put(const struct disk *disk, const struct disk_usage *usage, struct metrics *metrics) {
  int64_t share;
  if (usage->total_bytes == 0) {
    return;
  }
  if (sampling_share(usage->used_bytes, usage->used_share_of, &share)) {
    metrics_put(metrics, disk->metric, share, 1);
  }
  metrics_put_part(metrics, disk->metric, "/used", (int64_t)usage->used_bytes, 0);
  metrics_put_part(metrics, disk->metric, "/total", (int64_t)usage->total_bytes, 0);
  if (usage->total_inodes > 0) {
    metrics_put_part(metrics, disk->metric, "/inodes", (int64_t)usage->used_inodes, 0);
    metrics_put_part(metrics, disk->metric, "/inodes_total", (int64_t)usage->total_inodes, 0);
  }
}

static int read_usage(const char *root, const char *mount, struct disk_usage *ret_usage) {
  char path[FILE_PATH_SIZE];
  int r = file_path(root, mount, path);
  if (r < 0) {
    return r;
  }
  struct stat stat_of_mount;
  struct statvfs fs;
  if (stat(path, &stat_of_mount) < 0 || statvfs(path, &fs) < 0) {
    return -errno;
  }
  /* Container engines mount single files, /etc/hosts for one. */
  if (!S_ISDIR(stat_of_mount.st_mode)) {
    return -ENOTDIR;
  }
  if (fs.f_bfree > fs.f_blocks || fs.f_ffree > fs.f_files) {
    return -EIO;
  }
  uint64_t block = fs.f_frsize;
  *ret_usage = (struct disk_usage){
      .used_bytes = (fs.f_blocks - fs.f_bfree) * block,
      .total_bytes = fs.f_blocks * block,
      .used_share_of = (fs.f_blocks - fs.f_bfree + fs.f_bavail) * block,
      .used_inodes = fs.f_files - fs.f_ffree,
      .total_inodes = fs.f_files,
  };
  return 0;
}

/* Whether the list of mounts must be read (again). */
static bool mounts_changed(struct disks *disks, const struct sampling *sampling) {
  if (disks->mounts_fd < 0) {
    disks->mounts_fd = sampling_open_own(sampling, "mounts");
    return true;
  }
  struct pollfd poll_fd = {.fd = disks->mounts_fd, .events = POLLPRI};
  return poll(&poll_fd, 1, 0) > 0 && (poll_fd.revents & (POLLPRI | POLLERR)) != 0;
}

void disks_init(struct disks *disks) {
  disks->mounts_fd = -1;
}

void disks_sample(struct disks *disks, struct sampling *sampling) {
  struct text text;
  if (mounts_changed(disks, sampling)) {
    int r = disks->mounts_fd;
    if (r >= 0) {
      r = lseek(r, 0, SEEK_SET) < 0 ? -errno
                                    : file_fill(r, sampling->text, SAMPLING_TEXT_SIZE, &text);
    }
    if (r < 0) {
      missing_set_errno(sampling->missing, "disk", "mounts", r);
      return;
    }
    sampling->facts_changed |= disks_update(disks, text);
    bool cut = disks->cut || r > 0;
    missing_set(sampling->missing, "disk",
                cut ? "only the first 64 file systems are watched" : NULL);
  }
  const char *unreadable = NULL;
  for (unsigned i = 0; i < disks->count; i++) {
    struct disk_usage usage;
    int r = read_usage(sampling->root, disks->entries[i].mount, &usage);
    if (r >= 0) {
      disk_put(&disks->entries[i], &usage, sampling->metrics);
    } else if (r != -ENOTDIR) {
      unreadable = strerror(-r);
    }
  }
  missing_set(sampling->missing, "disk usage", unreadable);
}
