// Puts a node's metrics into groups: a person cannot read thirty charts in a row.
const MAX_SHOWN = 8;

// What people look for first on a host.
const HOST_GROUPS = [
  { name: "cpu", families: ["cpu", "load", "uptime"], shown: (metric) => ["cpu", "load/1m"].includes(metric) },
  { name: "memory", families: ["memory", "swap"], shown: (metric) => ["memory", "swap/used"].includes(metric) },
  { name: "disk", families: ["disk"], shown: (metric) => depth(metric) === 2 },
  { name: "net", families: ["net"], shown: (metric) => !metric.startsWith("net/lo/") },
];

const family = (metric) => metric.split("/")[0];
const depth = (metric) => metric.split("/").length;

/**
 * Groups metrics by the first part of their names. Metrics without a group come first, together. Each group
 * shows its shortest names and folds the longer ones, and a long rest.
 *
 * @param {string[]} metrics in order
 * @param {boolean} host whether it is a host
 * @returns {{name: string, shown: string[], folded: string[]}[]} `name` is empty for the metrics without a group
 */
export function groupMetrics(metrics, host = false) {
  const known = host ? HOST_GROUPS : [];
  const rest = metrics.filter((metric) => !known.some(({ families }) => families.includes(family(metric))));
  return [...known.map((group) => hostGroup(group, metrics)), ...grouped(rest)].filter(
    ({ shown, folded }) => shown.length + folded.length > 0,
  );
}

function hostGroup({ name, families, shown }, metrics) {
  const members = metrics.filter((metric) => families.includes(family(metric)));
  return split(name, members, members.some(shown) ? shown : () => true);
}

function grouped(metrics) {
  const families = [...new Set(metrics.map(family))].map((name) => [name, metrics.filter((metric) => family(metric) === name)]);
  const alone = families.filter(([, members]) => members.length === 1).flatMap(([, members]) => members);
  return [
    { name: "", shown: alone, folded: [] },
    ...families
      .filter(([, members]) => members.length > 1)
      .map(([name, members]) => {
        const min = Math.min(...members.map(depth));
        return split(name, members, (metric) => depth(metric) === min);
      }),
  ];
}

function split(name, members, isShown) {
  const shown = members.filter(isShown);
  const folded = members.filter((metric) => !isShown(metric));
  return { name, shown: shown.slice(0, MAX_SHOWN), folded: [...shown.slice(MAX_SHOWN), ...folded] };
}
