// Which metrics of the hosts come live. A frame has about 85 bytes for each, so at a sample every two
// seconds 36 of them are 92 KB a minute: what must move does, and the strips of cores as far as that
// goes. Where they do not fit the list is asked for again now and then, which costs less.
import { busiestNetworks, coreMetrics, fullestDisk, hottest } from "../core/picture.js";

const MOST_WITH_CORES = 36;
// The hub takes 500 of a page.
const MOST = 480;
const NETWORKS = 2;

/** What a row shows beside its cores. */
export function rowMetrics(picture) {
  if (!picture) {
    return ["cpu", "memory", "load/1m"];
  }
  const networks = busiestNetworks(picture).slice(0, NETWORKS);
  return [
    "cpu",
    "memory",
    "load/1m",
    fullestDisk(picture)?.metric,
    hottest(picture)?.metric,
    ...networks.flatMap(({ metric }) => [`${metric}/in`, `${metric}/out`]),
  ].filter(Boolean);
}

/**
 * The topics for a list of hosts, the first ones first.
 *
 * @param {{id: string, picture: object|null}[]} hosts
 * @returns {{topics: {node: string, metric: string}[], complete: boolean}} not complete when some
 *     strip of cores does not come live
 */
export function liveTopics(hosts) {
  const of = (names) => ({ id, picture }) => names(picture).map((metric) => ({ node: id, metric }));
  const topics = hosts.flatMap(of(rowMetrics)).slice(0, MOST);
  let complete = true;
  for (const host of hosts) {
    const cores = of((picture) => coreMetrics(picture?.metrics ?? {}))(host);
    if (topics.length + cores.length <= MOST_WITH_CORES) {
      topics.push(...cores);
    } else {
      complete &&= cores.length === 0;
    }
  }
  return { topics, complete };
}
