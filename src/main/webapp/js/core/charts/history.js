// Fetches history, a few series at a time: a host has thirty metrics, and the hub other users.
import { address, api } from "../api.js";

const AT_ONCE = 4;
let running = 0;
const waiting = [];

/** One metric of a node between two times, in at most `points` points. */
export async function fetchSeries({ node, metric, from, to, points }, signal) {
  if (running >= AT_ONCE) {
    await new Promise((resolve) => waiting.push(resolve));
  }
  running++;
  try {
    signal.throwIfAborted();
    const path = address("api/readings", { node, metric, from: Math.round(from), to: Math.round(to), points });
    const { series } = await api.get(path, { signal });
    return series.find((one) => one.metric === metric) ?? { metric, bucketMillis: 0, points: [] };
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** Where the same readings are at full resolution, as CSV. */
export function csvAddress(node, metric, from, to) {
  return address("api/readings", { node, metric, from: Math.round(from), to: Math.round(to), format: "csv" });
}
