// Puts a node's metrics into groups that a person can read: thirty charts in a row are none.
const MOST_SHOWN = 8;

// Of a host it is known what people look for first.
const HOST_GROUPS = [
  { name: "cpu", families: ["cpu", "load", "uptime"], shown: (metric) => ["cpu", "load/1m"].includes(metric) },
  { name: "memory", families: ["memory", "swap"], shown: (metric) => ["memory", "swap/used"].includes(metric) },
  { name: "disk", families: ["disk"], shown: (metric) => depth(metric) === 2 },
  { name: "net", families: ["net"], shown: (metric) => !metric.startsWith("net/lo/") },
];

const family = (metric) => metric.split("/")[0];
const depth = (metric) => metric.split("/").length;

/**
 * Groups metrics by the first part of their names. What stands alone comes first, together. Of each
 * group the shortest names are shown and the longer ones folded away, and so is a long rest.
 *
 * @param {string[]} metrics in order
 * @param {boolean} host whether it is a host
 * @returns {{name: string, shown: string[], folded: string[]}[]} `name` is empty for what stands alone
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
        const least = Math.min(...members.map(depth));
        return split(name, members, (metric) => depth(metric) === least);
      }),
  ];
}

function split(name, members, isShown) {
  const shown = members.filter(isShown);
  const folded = members.filter((metric) => !isShown(metric));
  return { name, shown: shown.slice(0, MOST_SHOWN), folded: [...shown.slice(MOST_SHOWN), ...folded] };
}
