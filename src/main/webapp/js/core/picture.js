// What a host's picture says: its facts and its newest numbers, in the shape of `GET /api/vitals`.
//
// A picture: `{time, host, os: {name, kernel, arch, bootTime}, machine, cpu: {model, cores},
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

/** Bytes per second in and out over all interfaces: `{in, out}`, or null where nothing is known. */
export function traffic({ networks = [], metrics = {} }) {
  const sum = (part) => networks.reduce((all, { metric }) => all + (metrics[`${metric}/${part}`] ?? 0), 0);
  const known = networks.some(({ metric }) => metrics[`${metric}/in`] !== undefined);
  return known ? { in: sum("in"), out: sum("out") } : null;
}

/** The interfaces that carry most, busiest first. */
export function busiestNetworks({ networks = [], metrics = {} }) {
  const carries = ({ metric }) => (metrics[`${metric}/in`] ?? 0) + (metrics[`${metric}/out`] ?? 0);
  return [...networks].sort((a, b) => carries(b) - carries(a));
}

/** The highest temperature: `{metric, value}`, or null. */
export function hottest({ metrics = {} }) {
  return Object.entries(metrics).reduce(
    (most, [metric, value]) => (metric.startsWith("temperature/") && value > (most?.value ?? -Infinity) ? { metric, value } : most),
    null,
  );
}

/** For how long it has been running, in milliseconds, or undefined. */
export function uptimeMillis({ os, metrics = {} }, now) {
  return os?.bootTime !== undefined ? now - os.bootTime : metrics.uptime && metrics.uptime * 1000;
}

/** "Debian 12" of "Debian GNU/Linux 12 (bookworm)": a column has no room for more. */
export function shortOs(name = "") {
  return name.replace(/ GNU\/Linux| Linux(?= \d)/, "").replace(/ \(.*\)$/, "");
}
