// The colour of a metric. It depends on the name only, so it is the same on every page and for every node.
const WELL_KNOWN = { cpu: 1, temperature: 2, memory: 3, humidity: 1, disk: 4, load: 5, swap: 2, uptime: 6 };
const COUNT = 6;

/** The token of a metric's colour, as `--series-3`. */
export function seriesToken(metric) {
  const family = metric.split("/")[0];
  if (WELL_KNOWN[family]) {
    return `--series-${WELL_KNOWN[family]}`;
  }
  let hash = 0;
  for (let i = 0; i < metric.length; i++) {
    hash = (hash * 31 + metric.charCodeAt(i)) >>> 0;
  }
  return `--series-${(hash % COUNT) + 1}`;
}
