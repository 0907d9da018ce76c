// Which metrics of the hosts are live. A metric takes about 85 bytes of a frame, so 36 metrics every two seconds
// are 92 KB a minute. Live are the metrics of each row, and core strips as long as they fit. If they do not, the
// page fetches the list from time to time, which costs less.
import { busiestNetworks, coreMetrics, fullestDisk, hottest } from "../core/snapshot.js";

const MAX_WITH_CORES = 36;
// The hub accepts 500 of a page.
const MAX_TOPICS = 480;
const NETWORKS = 2;

/** The metrics of a row, without its cores. */
export function rowMetrics(snapshot) {
  if (!snapshot) {
    return ["cpu", "memory", "load/1m"];
  }
  const networks = busiestNetworks(snapshot).slice(0, NETWORKS);
  return [
    "cpu",
    "memory",
    "load/1m",
    fullestDisk(snapshot)?.metric,
    hottest(snapshot)?.metric,
    ...networks.flatMap(({ metric }) => [`${metric}/in`, `${metric}/out`]),
  ].filter(Boolean);
}

/**
 * The topics for a list of hosts; the first hosts have priority.
 *
 * @param {{id: string, snapshot: object|null}[]} hosts
 * @returns {{topics: {node: string, metric: string}[], complete: boolean}} not complete when some
 *     core strips are not live
 */
export function liveTopics(hosts) {
  const of = (names) => ({ id, snapshot }) => names(snapshot).map((metric) => ({ node: id, metric }));
  const topics = hosts.flatMap(of(rowMetrics)).slice(0, MAX_TOPICS);
  let complete = true;
  for (const host of hosts) {
    const cores = of((snapshot) => coreMetrics(snapshot?.metrics ?? {}))(host);
    if (topics.length + cores.length <= MAX_WITH_CORES) {
      topics.push(...cores);
    } else {
      complete &&= cores.length === 0;
    }
  }
  return { topics, complete };
}
