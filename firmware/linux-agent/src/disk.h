/* File systems: what is mounted, from /proc/self/mounts, and how full it is, from statvfs(). */
#pragma once

#include "sampling.h"

#define DISKS_MAX 64

struct disk {
  char metric[METRIC_NAME_SIZE]; /* first: names are compared there. "disk/root" */
  char mount[128];
  char device[96];
  char type[16];
};

struct disk_usage {
  uint64_t used_bytes;
  uint64_t total_bytes;
  uint64_t used_share_of; /* what df(1) takes the share of: used plus what users may still take */
  uint64_t used_inodes;
  uint64_t total_inodes; /* 0: the file system does not count them */
};

struct disks {
  struct disk entries[DISKS_MAX];
  unsigned count;
  bool cut;      /* there are more */
  int mounts_fd; /* kept open: the kernel says there when mounts changed. -1: not open */
};

void disks_init(struct disks *disks);
void disks_sample(struct disks *disks, struct sampling *sampling);

/* Parses the list of mounts. Left out is what lies in memory, on the network or in an image that is
 * always full, and what shows a device once more. True when the list is not what it was. */
bool disks_update(struct disks *disks, struct text mounts);

/* Puts how full a file system is. */
void disk_put(const struct disk *disk, const struct disk_usage *usage, struct metrics *metrics);
