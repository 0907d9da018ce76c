#include <stdio.h>
#include <unistd.h>

#include "file.h"
#include "process.h"
#include "secret.h"

/* What may follow the last process on a line. */
#define TAIL_BYTES 32

/* The effective user: the second number behind "Uid:". */
static bool parse_uid(struct text text, uint32_t *ret_uid) {
  struct text line;
  while (text_line(&text, &line)) {
    uint64_t uid;
    if (text_take(&line, "Uid:")) {
      if (!text_unsigned(&line, &uid) || !text_unsigned(&line, &uid) || uid > UINT32_MAX) {
        return false;
      }
      *ret_uid = (uint32_t)uid;
      return true;
    }
  }
  return false;
}

/* What is read only of those that are shown. The process may be gone by now. */
static void write_owner(struct processes *processes, const char *root, int32_t pid,
                        struct line *line) {
  char path[48];
  char buffer[4096];
  struct text text;
  uint32_t uid;
  snprintf(path, sizeof(path), "/proc/%d/status", pid);
  if (file_read(root, path, buffer, sizeof(buffer), &text) >= 0 && parse_uid(text, &uid)) {
    line_member(line, "user", users_name(&processes->users, root, uid));
  }
}

static void write_command(const char *root, int32_t pid, struct line *line) {
  char path[48];
  char buffer[4096];
  char command[COMMAND_SIZE];
  struct text text;
  snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
  int r = file_read(root, path, buffer, sizeof(buffer), &text);
  if (r < 0) {
    return;
  }
  if (r > 0) {
    text = (struct text){buffer, buffer + sizeof(buffer)}; /* it has no lines to be cut at */
  }
  secret_blank(text, command);
  line_member(line, "command", command);
}

static void write_process(struct processes *processes, const struct process *process,
                          const char *root, int64_t boot_seconds, struct line *line) {
  line_open(line, '{');
  line_key(line, "pid");
  line_integer(line, process->pid);
  line_member(line, "name", process->name);
  write_owner(processes, root, process->pid, line);
  line_key(line, "state");
  line_text(line, (struct text){&process->state, &process->state + 1});
  if (process->cpu_tenths >= 0) {
    line_key(line, "cpuPercent");
    line_decimal(line, process->cpu_tenths, 1);
  }
  line_key(line, "memoryBytes");
  line_integer(line, (int64_t)process->memory_bytes);
  line_key(line, "threads");
  line_integer(line, process->threads);
  uint64_t ticks_a_second = (uint64_t)sysconf(_SC_CLK_TCK);
  if (boot_seconds > 0 && process->start_ticks < (uint64_t)METRIC_VALUE_MAX / 1000) {
    line_key(line, "startTime");
    line_integer(line,
                 boot_seconds * 1000 + (int64_t)(process->start_ticks * 1000 / ticks_a_second));
  }
  if (processes->with_commands) {
    write_command(root, process->pid, line);
  }
  line_close(line, '}');
}

void processes_write(struct processes *processes, const char *root, int64_t boot_seconds,
                     struct line *line) {
  line_open(line, '{');
  line_member(line, "type", "processes");
  line_key(line, "time");
  line_integer(line, processes->time_millis);
  line_key(line, "total");
  line_integer(line, processes->total);
  line_key(line, "processes");
  line_open(line, '[');
  line->size -= TAIL_BYTES;
  processes->pending = false;
  for (; processes->next < processes->count; processes->next++) {
    const struct process *process = &processes->entries[processes->next];
    size_t mark = line_mark(line);
    if (!process->shown) {
      continue;
    }
    write_process(processes, process, root, boot_seconds, line);
    if (line->overflowed) {
      line_back(line, mark);
      processes->pending = true;
      break;
    }
  }
  line->size += TAIL_BYTES;
  line_close(line, ']');
  if (processes->pending) {
    line_key(line, "more");
    line_bool(line, true);
  }
  line_close(line, '}');
  line_end(line);
}
