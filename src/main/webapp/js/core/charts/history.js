// Fetches history, a few answers at a time: a host has hundreds of metrics, and the hub other users.
import { address, api } from "../api.js";

const AT_ONCE = 4;
// An answer and an address stay of a size that servers take.
const METRICS_AT_ONCE = 64;
let running = 0;
const waiting = [];

async function fetchSome({ node, metrics, from, to, points }, signal) {
  if (running >= AT_ONCE) {
    await new Promise((resolve) => waiting.push(resolve));
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
    waiting.shift()?.();
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

/** Where the same readings are at full resolution, as CSV; `metric` is one or a list. */
export function csvAddress(node, metric, from, to) {
  return address("api/readings", { node, metric, from: Math.round(from), to: Math.round(to), format: "csv" });
}
