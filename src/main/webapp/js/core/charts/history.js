// Fetches history, a few requests at a time: a host has hundreds of metrics, and the hub has other users.
import { address, api } from "../api.js";

const AT_ONCE = 4;
// Keeps answers and addresses at a size that servers accept.
const METRICS_AT_ONCE = 64;
let running = 0;
const queue = [];

async function fetchSome({ node, metrics, from, to, points }, signal) {
  if (running >= AT_ONCE) {
    await new Promise((resolve) => queue.push(resolve));
  }
  running++;
  try {
    signal.throwIfAborted();
    const path = address("api/readings", { node, metric: metrics, from: Math.round(from), to: Math.round(to), points });
    const { series } = await api.get(path, { signal });
    const found = new Map(series.map((one) => [one.metric, one]));
    return metrics.map((metric) => found.get(metric) ?? { metric, bucketMillis: 0, points: [] });
  } finally {
    running--;
    queue.shift()?.();
  }
}

/** Metrics of a node between two times, each in at most `points` points; in the order of `metrics`. */
export async function fetchAll({ metrics, ...span }, signal) {
  const parts = [];
  for (let i = 0; i < metrics.length; i += METRICS_AT_ONCE) {
    parts.push(fetchSome({ ...span, metrics: metrics.slice(i, i + METRICS_AT_ONCE) }, signal));
  }
  return (await Promise.all(parts)).flat();
}

/** The address of the readings at full resolution, as CSV; `metric` is one or a list. */
export function csvAddress(node, metric, from, to) {
  return address("api/readings", { node, metric, from: Math.round(from), to: Math.round(to), format: "csv" });
}
