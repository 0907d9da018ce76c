// Which of a node's metrics its card shows.
const HOST_METRICS = ["memory", "load/1m"];
const LIKELY_MAIN = ["temperature", "humidity", "power", "pressure", "level"];
const FURTHER = 3;

/** Whether a metric is a disk's fullness in percent: `disk/<mount>`. */
const isDisk = (metric) => /^disk\/[^/]+$/.test(metric);

/** The name of the main metric: the person's choice, or the most likely one. */
export function mainMetric(node, chosen) {
  const names = node.metrics.map(({ metric }) => metric);
  if (names.includes(chosen)) {
    return chosen;
  }
  if (node.kind === "host") {
    return names.includes("cpu") ? "cpu" : names[0];
  }
  return (
    LIKELY_MAIN.find((metric) => names.includes(metric)) ??
    (node.metrics.find(({ kind }) => kind !== "text") ?? node.metrics[0])?.metric
  );
}

/** Up to three metrics beside the main one; for a host also its fullest disk. */
export function furtherMetrics(node, main) {
  const names = node.metrics.map(({ metric }) => metric);
  if (node.kind !== "host") {
    return names.filter((metric) => metric !== main).slice(0, FURTHER);
  }
  const fullest = node.metrics.filter(({ metric }) => isDisk(metric)).sort((a, b) => b.value - a.value)[0];
  return [...(main === "cpu" ? [] : ["cpu"]), ...HOST_METRICS, fullest?.metric]
    .filter((metric) => metric !== main && names.includes(metric))
    .slice(0, FURTHER);
}

/** The topics of a card: all metrics of a small node, or only the shown ones of a large node. */
export function topicsOf(node, shown) {
  return node.metrics.length <= 8 ? [{ node: node.id }] : shown.map((metric) => ({ node: node.id, metric }));
}
