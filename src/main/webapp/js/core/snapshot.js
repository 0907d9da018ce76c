// Reads a host's snapshot: its facts and its newest values, as `GET /api/vitals` gives them.
//
// A snapshot: `{time, host, os: {name, kernel, arch, bootTime}, machine, cpu: {model, cores},
//   disks: [{metric, mount, device, type}], drives: [{metric, device, model}],
//   networks: [{metric, name}], sensors: [{metric, name}], missing: [{what, why}],
//   metrics: {name: number}, units: {name: text}}`; what the machine does not have is absent.

const CORE = /^cpu\/core(\d+)$/;

/** The names of the cores' metrics in their order. */
export function coreMetrics(metrics) {
  return Object.keys(metrics)
    .map((name) => [name, CORE.exec(name)])
    .filter(([, core]) => core)
    .sort(([, a], [, b]) => a[1] - b[1])
    .map(([name]) => name);
}

/** The file system with the least room: `{metric, mount, share}`, or null. */
export function fullestDisk({ disks = [], metrics = {} }) {
  return disks.reduce((fullest, { metric, mount }) => {
    const share = metrics[metric];
    return share === undefined || share <= (fullest?.share ?? -1) ? fullest : { metric, mount, share };
  }, null);
}

/** Bytes per second in and out of all interfaces: `{in, out}`, or null when unknown. */
export function traffic({ networks = [], metrics = {} }) {
  const sum = (part) => networks.reduce((all, { metric }) => all + (metrics[`${metric}/${part}`] ?? 0), 0);
  const known = networks.some(({ metric }) => metrics[`${metric}/in`] !== undefined);
  return known ? { in: sum("in"), out: sum("out") } : null;
}

/** The interfaces, those with the most traffic first. */
export function busiestNetworks({ networks = [], metrics = {} }) {
  const bytes = ({ metric }) => (metrics[`${metric}/in`] ?? 0) + (metrics[`${metric}/out`] ?? 0);
  return [...networks].sort((a, b) => bytes(b) - bytes(a));
}

/** The highest temperature: `{metric, value}`, or null. */
export function hottest({ metrics = {} }) {
  return Object.entries(metrics).reduce(
    (max, [metric, value]) => (metric.startsWith("temperature/") && value > (max?.value ?? -Infinity) ? { metric, value } : max),
    null,
  );
}

/** Its uptime in milliseconds, or undefined. */
export function uptimeMillis({ os, metrics = {} }, now) {
  return os?.bootTime !== undefined ? now - os.bootTime : metrics.uptime && metrics.uptime * 1000;
}

/** "Debian 12" for "Debian GNU/Linux 12 (bookworm)", which is too long for a column. */
export function shortOs(name = "") {
  return name.replace(/ GNU\/Linux| Linux(?= \d)/, "").replace(/ \(.*\)$/, "");
}
