#include "memory.h"

#include <unistd.h>

enum { TOTAL, FREE, AVAILABLE, BUFFERS, CACHED, SWAP_TOTAL, SWAP_FREE, FIELDS };

static const char *const FIELD_NAMES[FIELDS] = {
    "MemTotal:", "MemFree:", "MemAvailable:", "Buffers:", "Cached:", "SwapTotal:", "SwapFree:"};

struct meminfo {
  uint64_t bytes[FIELDS];
  bool has[FIELDS];
};

static struct meminfo parse_meminfo(struct text text) {
  struct meminfo meminfo = {0};
  struct text line;
  while (text_line(&text, &line)) {
    for (unsigned i = 0; i < FIELDS; i++) {
      uint64_t kilobytes;
      if (text_take(&line, FIELD_NAMES[i]) && text_unsigned(&line, &kilobytes) &&
          kilobytes < METRIC_VALUE_MAX / 1024 && text_equals(text_trim(line), "kB")) {
        meminfo.bytes[i] = kilobytes * 1024;
        meminfo.has[i] = true;
      }
    }
  }
  return meminfo;
}

static void put_bytes(struct metrics *metrics, const char *name, uint64_t bytes) {
  metrics_put(metrics, name, (int64_t)bytes, 0);
}

/* What is in use and could not be given to others, as free(1) counts it. */
static void put_used(const struct meminfo *meminfo, struct metrics *metrics) {
  uint64_t total = meminfo->bytes[TOTAL];
  /* Kernels before 3.14 have no MemAvailable. */
  uint64_t available = meminfo->has[AVAILABLE] ? meminfo->bytes[AVAILABLE]
                                               : meminfo->bytes[FREE] + meminfo->bytes[BUFFERS] +
                                                     meminfo->bytes[CACHED];
  bool known = meminfo->has[AVAILABLE] || meminfo->has[FREE];
  if (!meminfo->has[TOTAL] || total == 0 || !known || available > total) {
    return;
  }
  int64_t share;
  if (sampling_share(total - available, total, &share)) {
    metrics_put(metrics, "memory", share, 1);
  }
  put_bytes(metrics, "memory/used", total - available);
}

bool memory_update(struct text text, struct metrics *metrics) {
  static const struct {
    unsigned field;
    const char *name;
  } COPIED[] = {{TOTAL, "memory/total"},
                {AVAILABLE, "memory/available"},
                {CACHED, "memory/cached"},
                {BUFFERS, "memory/buffers"}};
  struct meminfo meminfo = parse_meminfo(text);
  put_used(&meminfo, metrics);
  for (unsigned i = 0; i < sizeof(COPIED) / sizeof(COPIED[0]); i++) {
    if (meminfo.has[COPIED[i].field]) {
      put_bytes(metrics, COPIED[i].name, meminfo.bytes[COPIED[i].field]);
    }
  }
  bool has_swap = meminfo.has[SWAP_TOTAL] && meminfo.bytes[SWAP_TOTAL] > 0;
  if (has_swap && meminfo.has[SWAP_FREE] && meminfo.bytes[SWAP_FREE] <= meminfo.bytes[SWAP_TOTAL]) {
    put_bytes(metrics, "swap/used", meminfo.bytes[SWAP_TOTAL] - meminfo.bytes[SWAP_FREE]);
    put_bytes(metrics, "swap/total", meminfo.bytes[SWAP_TOTAL]);
  }
  return has_swap;
}

static void put_paging(struct metrics *metrics, const char *name, uint64_t before, uint64_t now,
                       uint64_t elapsed_nanos, uint64_t page_bytes) {
  int64_t tenths;
  if (now >= before && sampling_rate(0, (now - before) * page_bytes, elapsed_nanos, &tenths)) {
    metrics_put(metrics, name, tenths, 1);
  }
}

void memory_update_paging(struct memory *memory, struct text text, uint64_t nanos,
                          uint64_t page_bytes, struct metrics *metrics) {
  uint64_t in;
  uint64_t out;
  bool has_in = false;
  bool has_out = false;
  struct text line;
  while (text_line(&text, &line)) {
    has_in |= text_take(&line, "pswpin ") && text_unsigned(&line, &in);
    has_out |= text_take(&line, "pswpout ") && text_unsigned(&line, &out);
  }
  if (!has_in || !has_out) {
    memory->nanos = 0;
    return;
  }
  uint64_t elapsed_nanos = memory->nanos ? nanos - memory->nanos : 0;
  put_paging(metrics, "swap/in", memory->pages_in, in, elapsed_nanos, page_bytes);
  put_paging(metrics, "swap/out", memory->pages_out, out, elapsed_nanos, page_bytes);
  *memory = (struct memory){nanos, in, out};
}

void memory_sample(struct memory *memory, struct sampling *sampling) {
  struct text text;
  if (sampling_read(sampling, "memory", "/proc/meminfo", &text) < 0) {
    return;
  }
  if (!memory_update(text, sampling->metrics)) {
    memory->nanos = 0;
    return;
  }
  if (sampling_read(sampling, "swap", "/proc/vmstat", &text) >= 0) {
    memory_update_paging(memory, text, sampling_nanos(), (uint64_t)sysconf(_SC_PAGESIZE),
                         sampling->metrics);
  }
}
