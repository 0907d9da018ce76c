#include "system.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "file.h"

/* MIDR part numbers of implementer 0x41, Arm. */
static const struct {
  const char *part;
  const char *name;
} ARM_PARTS[] = {
    {"0xb76", "ARM1176"},     {"0xc07", "Cortex-A7"},   {"0xc08", "Cortex-A8"},
    {"0xc09", "Cortex-A9"},   {"0xc0f", "Cortex-A15"},  {"0xd03", "Cortex-A53"},
    {"0xd04", "Cortex-A35"},  {"0xd05", "Cortex-A55"},  {"0xd07", "Cortex-A57"},
    {"0xd08", "Cortex-A72"},  {"0xd09", "Cortex-A73"},  {"0xd0a", "Cortex-A75"},
    {"0xd0b", "Cortex-A76"},  {"0xd0c", "Neoverse-N1"}, {"0xd40", "Neoverse-V1"},
    {"0xd49", "Neoverse-N2"},
};

bool system_parse_os(struct text text, char *ret_os, size_t size) {
  struct text line;
  while (text_line(&text, &line)) {
    if (!text_take(&line, "PRETTY_NAME=")) {
      continue;
    }
    line = text_trim(line);
    if (text_length(line) >= 2 && (*line.at == '"' || *line.at == '\'') &&
        line.end[-1] == *line.at) {
      line.at++;
      line.end--;
    }
    text_copy(line, ret_os, size);
    return text_length(line) > 0;
  }
  return false;
}

/* Splits "model name\t: Intel…". */
static bool parse_pair(struct text line, const char *key, struct text *ret_value) {
  if (!text_take(&line, key)) {
    return false;
  }
  line = text_trim(line);
  if (!text_take(&line, ":")) {
    return false;
  }
  *ret_value = text_trim(line);
  return text_length(*ret_value) > 0;
}

static const char *arm_name(struct text part) {
  for (unsigned i = 0; i < sizeof(ARM_PARTS) / sizeof(ARM_PARTS[0]); i++) {
    if (text_equals(part, ARM_PARTS[i].part)) {
      return ARM_PARTS[i].name;
    }
  }
  return NULL;
}

bool system_parse_cpu(struct text text, char *ret_cpu, size_t size) {
  /* Kernels for ARM put "ARMv7 Processor rev 3 (v7l)" there: the part says more. */
  struct text model = {0};
  bool is_arm = false;
  const char *part_name = NULL;
  struct text line;
  while (text_line(&text, &line)) {
    struct text value;
    if (model.at == NULL && parse_pair(line, "model name", &value)) {
      model = value;
    } else if (parse_pair(line, "CPU implementer", &value)) {
      is_arm = text_equals(value, "0x41");
    } else if (!part_name && is_arm && parse_pair(line, "CPU part", &value)) {
      part_name = arm_name(value);
    }
  }
  if (part_name) {
    text_copy(text_of(part_name), ret_cpu, size);
  } else if (model.at != NULL) {
    text_copy(model, ret_cpu, size);
  }
  return part_name || model.at != NULL;
}

bool system_parse_uptime(struct text text, int64_t *ret_seconds) {
  return text_signed(&text, ret_seconds) && *ret_seconds >= 0;
}

void system_sample_uptime(struct sampling *sampling) {
  struct text text;
  int64_t seconds;
  if (sampling_read(sampling, "uptime", "/proc/uptime", &text) >= 0 &&
      system_parse_uptime(text, &seconds)) {
    metrics_put(sampling->metrics, "uptime", seconds, 0);
  }
}

static void read_host(const char *root, const char *given, const struct utsname *uts,
                      struct system_names *names) {
  if (given) {
    text_copy(text_of(given), names->host, sizeof(names->host));
  } else if (root[0] == '\0' ||
             file_read_word(root, "/etc/hostname", names->host, sizeof(names->host)) < 0) {
    text_copy(text_of(uts->nodename), names->host, sizeof(names->host));
  }
}

static void read_os(const char *root, const struct utsname *uts, struct system_names *names) {
  char buffer[2048];
  struct text text;
  if ((file_read(root, "/etc/os-release", buffer, sizeof(buffer), &text) < 0 &&
       file_read(root, "/usr/lib/os-release", buffer, sizeof(buffer), &text) < 0) ||
      !system_parse_os(text, names->os, sizeof(names->os))) {
    text_copy(text_of(uts->sysname), names->os, sizeof(names->os));
  }
}

static void read_machine(const char *root, struct system_names *names) {
  if (file_read_word(root, "/proc/device-tree/model", names->machine, sizeof(names->machine)) >=
      0) {
    return;
  }
  char vendor[40] = "";
  char product[48];
  if (file_read_word(root, "/sys/class/dmi/id/product_name", product, sizeof(product)) >= 0) {
    (void)file_read_word(root, "/sys/class/dmi/id/sys_vendor", vendor, sizeof(vendor));
    snprintf(names->machine, sizeof(names->machine), "%s%s%s", vendor, vendor[0] ? " " : "",
             product);
  }
}

void system_read_names(const char *root, const char *given_host, struct system_names *ret_names) {
  struct system_names names = {0};
  struct utsname uts;
  if (uname(&uts) < 0) {
    uts = (struct utsname){.sysname = "Linux", .nodename = "unknown"};
  }
  read_host(root, given_host, &uts, &names);
  read_os(root, &uts, &names);
  if (file_read_word(root, "/proc/sys/kernel/osrelease", names.kernel, sizeof(names.kernel)) < 0) {
    text_copy(text_of(uts.release), names.kernel, sizeof(names.kernel));
  }
  text_copy(text_of(uts.machine), names.arch, sizeof(names.arch));
  read_machine(root, &names);
  /* The first cores are enough; on a big machine the whole file is long and dear. */
  char buffer[4096];
  struct text cpuinfo;
  if (file_read(root, "/proc/cpuinfo", buffer, sizeof(buffer), &cpuinfo) >= 0) {
    (void)system_parse_cpu(cpuinfo, names.cpu, sizeof(names.cpu));
  }
  *ret_names = names;
}
