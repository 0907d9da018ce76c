#include "network.h"

#include <stdio.h>
#include <string.h>

#include "names.h"

/* Splits "  eth0: 1 2 3 …": the counters may follow the colon without a blank, and a name may hold
 * colons. */
static bool parse_line(struct text line, struct text *ret_name,
                       uint64_t ret_counters[static NETWORK_COUNTERS]) {
  const char *colon = memrchr(line.at, ':', text_length(line));
  if (!colon) {
    return false;
  }
  struct text name = text_trim((struct text){line.at, colon});
  line.at = colon + 1;
  uint64_t fields[12];
  for (unsigned i = 0; i < 12; i++) {
    if (!text_unsigned(&line, &fields[i])) {
      return false;
    }
  }
  *ret_name = name;
  for (unsigned i = 0; i < 4; i++) {
    ret_counters[NETWORK_BYTES_IN + i] = fields[i];
    ret_counters[NETWORK_BYTES_OUT + i] = fields[8 + i];
  }
  return true;
}

static struct interface *find(struct network *network, struct text name) {
  for (unsigned i = 0; i < network->count; i++) {
    if (text_equals(name, network->entries[i].name)) {
      return &network->entries[i];
    }
  }
  return NULL;
}

static struct interface *add(struct network *network, struct text text) {
  struct interface *interface = &network->entries[network->count];
  *interface = (struct interface){0};
  text_copy(text, interface->name, sizeof(interface->name));
  char name[sizeof(interface->name)];
  name_clean(text, name, sizeof(name));
  snprintf(interface->metric, sizeof(interface->metric), "net/%s", name);
  name_make_unique(interface->metric, sizeof("net/") + sizeof(name), network->entries,
                   network->count, sizeof(*interface));
  network->count++;
  return interface;
}

static void put_rates(const struct interface *interface,
                      const uint64_t counters[static NETWORK_COUNTERS], uint64_t elapsed_nanos,
                      struct metrics *metrics) {
  static const char *const NAMES[NETWORK_COUNTERS] = {"/in",         "/packets_in", "/errors_in",
                                                      "/drops_in",   "/out",        "/packets_out",
                                                      "/errors_out", "/drops_out"};
  for (unsigned i = 0; i < NETWORK_COUNTERS; i++) {
    int64_t tenths;
    if (sampling_rate(interface->counters[i], counters[i], elapsed_nanos, &tenths)) {
      metrics_put_part(metrics, interface->metric, NAMES[i], tenths, 1);
    }
  }
}

static void put_total(const struct interface *interface, const char *suffix, uint64_t bytes,
                      struct metrics *metrics) {
  if (bytes < (uint64_t)METRIC_VALUE_MAX) {
    metrics_put_part(metrics, interface->metric, suffix, (int64_t)bytes, 0);
  }
}

static bool remove_unseen(struct network *network) {
  unsigned kept = 0;
  for (unsigned i = 0; i < network->count; i++) {
    if (network->entries[i].seen) {
      network->entries[kept++] = network->entries[i];
    }
  }
  bool removed = kept < network->count;
  network->count = kept;
  return removed;
}

bool network_update(struct network *network, struct text text, uint64_t nanos,
                    struct metrics *metrics) {
  uint64_t elapsed_nanos = nanos - network->nanos;
  bool changed = false;
  struct text line;
  network->nanos = nanos;
  network->cut = false;
  for (unsigned i = 0; i < network->count; i++) {
    network->entries[i].seen = false;
  }
  while (text_line(&text, &line)) {
    struct text name;
    uint64_t counters[NETWORK_COUNTERS];
    if (!parse_line(line, &name, counters) || text_equals(name, "lo") || text_length(name) == 0 ||
        text_length(name) >= sizeof(network->entries[0].name)) {
      continue;
    }
    struct interface *interface = find(network, name);
    if (!interface && network->count == INTERFACES_MAX) {
      network->cut = true;
      continue;
    }
    if (!interface) {
      interface = add(network, name);
      changed = true;
    }
    if (interface->known) {
      put_rates(interface, counters, elapsed_nanos, metrics);
    }
    put_total(interface, "/total_in", counters[NETWORK_BYTES_IN], metrics);
    put_total(interface, "/total_out", counters[NETWORK_BYTES_OUT], metrics);
    memcpy(interface->counters, counters, sizeof(counters));
    interface->known = true;
    interface->seen = true;
  }
  return remove_unseen(network) || changed;
}

void network_sample(struct network *network, struct sampling *sampling) {
  struct text text;
  int r = sampling_read_own(sampling, "net", "net/dev", &text);
  if (r < 0) {
    return;
  }
  sampling->facts_changed |= network_update(network, text, sampling_nanos(), sampling->metrics);
  if (r > 0 || network->cut) {
    missing_set(sampling->missing, "net", "only the first 64 interfaces are watched");
  }
}
