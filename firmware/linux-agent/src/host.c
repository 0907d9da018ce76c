#include "host.h"

void host_init(struct host *host, const char *root, const char *given_name) {
  host->root = root;
  host->given_name = given_name;
  disks_init(&host->disks);
  system_read_names(root, given_name, &host->names);
}

void host_sample(struct host *host, struct metrics *metrics) {
  struct sampling sampling = {
      .root = host->root, .text = host->text, .metrics = metrics, .missing = &host->missing};
  cpu_sample(&host->cpu, &sampling);
  frequency_sample(&host->frequency, &sampling);
  load_sample(&sampling);
  memory_sample(&host->memory, &sampling);
  disks_sample(&host->disks, &sampling);
  drives_sample(&host->drives, &sampling);
  network_sample(&host->network, &sampling);
  tcp_sample(&host->tcp, &sampling);
  sensors_sample(&host->sensors, &sampling);
  batteries_sample(&host->batteries, &sampling);
  process_count_sample(&host->process_count, &sampling);
  system_sample_uptime(&sampling);
  missing_set(&host->missing, "metrics",
              metrics->overflowed ? "more metrics than a line of 64 KiB holds" : NULL);
  host->facts_changed |= sampling.facts_changed || host->missing.changed;
  host->missing.changed = false;
}
