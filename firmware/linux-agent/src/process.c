#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

static DIR *open_proc(const char *root) {
  char path[FILE_PATH_SIZE];
  return file_path(root, "/proc", path) < 0 ? NULL : opendir(path);
}

/* The number that a directory of /proc is named by, or 0. */
static int32_t pid_of(const char *name) {
  struct text text = text_of(name);
  uint64_t pid;
  return text_unsigned(&text, &pid) && text.at == text.end && pid <= INT32_MAX ? (int32_t)pid : 0;
}

void process_count_sample(struct process_count *count, struct sampling *sampling) {
  uint64_t started_nanos = sampling_nanos();
  if (pace_is_due(&count->pace, started_nanos)) {
    DIR *directory = open_proc(sampling->root);
    count->count = 0;
    const struct dirent *entry;
    while (directory && (entry = readdir(directory)) != NULL) {
      count->count += pid_of(entry->d_name) > 0 ? 1 : 0;
    }
    if (directory) {
      closedir(directory);
    }
    missing_set(sampling->missing, "processes", count->count > 0 ? NULL : "no process under /proc");
    pace_spent(&count->pace, started_nanos, sampling_nanos());
  }
  if (count->count > 0) {
    metrics_put(sampling->metrics, "processes", count->count, 0);
  }
}

bool process_parse(struct text text, uint64_t page_bytes, struct process *ret_process) {
  struct process process = {.cpu_tenths = -1};
  uint64_t pid;
  /* A name may hold anything, brackets too: the last one closes it. */
  const char *close = memrchr(text.at, ')', text_length(text));
  if (!text_unsigned(&text, &pid) || pid == 0 || pid > INT32_MAX || !text_take(&text, " (") ||
      !close || close < text.at) {
    return false;
  }
  process.pid = (int32_t)pid;
  text_copy((struct text){text.at, close}, process.name, sizeof(process.name));
  text.at = close + 1;
  struct text word;
  if (!text_word(&text, &word) || text_length(word) != 1) {
    return false;
  }
  process.state = *word.at;
  /* Fields 4 to 24 of proc(5); some may be negative. */
  uint64_t fields[25] = {0};
  for (unsigned i = 4; i <= 24; i++) {
    int64_t value = 0;
    struct text field;
    if (!text_word(&text, &field)) {
      return false;
    }
    if (text_signed(&field, &value) && value > 0) {
      fields[i] = (uint64_t)value;
    }
  }
  process.cpu_ticks = fields[14] + fields[15];
  process.threads = fields[20] > UINT32_MAX ? 0 : (uint32_t)fields[20];
  process.start_ticks = fields[22];
  process.memory_bytes =
      fields[24] > (uint64_t)METRIC_VALUE_MAX / page_bytes ? 0 : fields[24] * page_bytes;
  *ret_process = process;
  return true;
}

static bool read_process(int proc_fd, const char *name, struct process *ret_process) {
  char path[32];
  char buffer[1024];
  struct text text;
  text_copy(text_of(name), path, sizeof(path) - sizeof("/stat"));
  strcat(path, "/stat");
  int fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return false;
  }
  int r = file_fill(fd, buffer, sizeof(buffer), &text);
  close(fd);
  return r >= 0 && process_parse(text, (uint64_t)sysconf(_SC_PAGESIZE), ret_process);
}

/* The same process in the table before. Both are in the kernel's order, so that it is mostly the
 * one that the search begins with. */
static const struct process_before *find_before(const struct processes *processes,
                                                const struct process *process, unsigned *hint) {
  for (unsigned i = 0; i < processes->count_before; i++) {
    unsigned at = (*hint + i) % processes->count_before;
    const struct process_before *before = &processes->before[at];
    if (before->pid == process->pid) {
      *hint = at + 1;
      return before->start_ticks == process->start_ticks ? before : NULL;
    }
  }
  return NULL;
}

static void keep_before(struct processes *processes) {
  for (unsigned i = 0; i < processes->count; i++) {
    const struct process *process = &processes->entries[i];
    processes->before[i] =
        (struct process_before){process->start_ticks, process->cpu_ticks, process->pid};
  }
  processes->count_before = processes->count;
}

static void set_cpu(struct process *process, const struct process_before *before,
                    uint64_t elapsed_nanos) {
  int64_t tenths;
  /* Ticks a second, in tenths, times 100 over ticks of a second: tenths of a percent. */
  if (before && sampling_rate(before->cpu_ticks, process->cpu_ticks, elapsed_nanos, &tenths)) {
    int64_t cpu = tenths * 100 / sysconf(_SC_CLK_TCK);
    process->cpu_tenths = cpu > INT32_MAX ? -1 : (int32_t)cpu;
  }
}

static bool is_above(const struct process *a, const struct process *b, bool by_cpu) {
  if (by_cpu && a->cpu_tenths != b->cpu_tenths) {
    return a->cpu_tenths > b->cpu_tenths;
  }
  return a->memory_bytes > b->memory_bytes;
}

/* Marks those that are above all others. The table is short enough to go through it once for each.
 */
static void show_top(struct processes *processes, bool by_cpu) {
  uint8_t mark = by_cpu ? PROCESS_SHOWN_BY_CPU : PROCESS_SHOWN_BY_MEMORY;
  for (unsigned n = 0; n < PROCESSES_TOP; n++) {
    struct process *top = NULL;
    for (unsigned i = 0; i < processes->count; i++) {
      struct process *process = &processes->entries[i];
      if (!(process->shown & mark) && (!top || is_above(process, top, by_cpu))) {
        top = process;
      }
    }
    if (!top) {
      return;
    }
    top->shown |= mark;
  }
}

int processes_read(struct processes *processes, const char *root, enum process_show show,
                   int64_t time_millis) {
  DIR *directory = open_proc(root);
  if (!directory) {
    return -errno;
  }
  uint64_t nanos = sampling_nanos();
  uint64_t elapsed_nanos = processes->nanos > 0 ? nanos - processes->nanos : 0;
  unsigned hint = 0;
  keep_before(processes);
  processes->count = 0;
  processes->total = 0;
  const struct dirent *entry;
  while ((entry = readdir(directory)) != NULL) {
    struct process *process = &processes->entries[processes->count];
    if (pid_of(entry->d_name) == 0) {
      continue;
    }
    processes->total++;
    if (processes->count < PROCESSES_MAX &&
        read_process(dirfd(directory), entry->d_name, process)) {
      set_cpu(process, find_before(processes, process, &hint), elapsed_nanos);
      process->shown = show == PROCESS_SHOW_ALL ? PROCESS_SHOWN_WITH_ALL : 0;
      processes->count++;
    }
  }
  closedir(directory);
  if (show == PROCESS_SHOW_TOP) {
    show_top(processes, true);
    show_top(processes, false);
  }
  processes->nanos = nanos;
  processes->time_millis = time_millis;
  processes->next = 0;
  processes->pending = true;
  return 0;
}

void processes_forget(struct processes *processes) {
  processes->nanos = 0;
  processes->count = 0;
  processes->pending = false;
  processes->users.count = 0;
}
