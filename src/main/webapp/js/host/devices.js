// The devices of a host as rows of a table: their names, columns and charts, and the order of the busiest. Nothing
// here touches the page.

const column = (key, unit, of, more) => ({ key, unit, of, ...more });
const part = (key, unit, more) => column(key, unit, (metrics, { metric }) => metrics[`${metric}/${key}`], more);
const sumOf = (key, unit) =>
  column(key, unit, (metrics, { metric }) => {
    const [a, b] = [metrics[`${metric}/${key}_in`], metrics[`${metric}/${key}_out`]];
    return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
  });
const itself = (unit, more) => column("value", unit, (metrics, { metric }) => metrics[metric], more);
const inodeShare = (metrics, { metric }) => {
  const total = metrics[`${metric}/inodes_total`];
  return total > 0 ? (100 * metrics[`${metric}/inodes`]) / total : undefined;
};
const chart = (id, unit, keys, more) => ({ id, unit, keys, ...more });
const sensors = (family) => ({ sensors: all = [], metrics = {} }) => {
  const named = new Map(all.map((sensor) => [sensor.metric, sensor.name]));
  return Object.keys(metrics)
    .filter((metric) => metric.startsWith(`${family}/`))
    .map((metric) => ({ metric, name: named.get(metric) ?? metric.slice(family.length + 1) }));
};

/**
 * The kinds of devices. `rows(snapshot)` returns `{metric, name, more?, hint?}`; `hint` is the key of a tooltip; a
 * column with `meter` is a percentage drawn as a bar; `live` are the parts of a row that are live while it is
 * visible; `busiest(metrics, row)` is the default sort; `charts` belong to the chosen row, and their `keys` are
 * parts of its metric ("" is the metric itself).
 */
export const DEVICES = {
  disks: {
    rows: ({ disks = [] }) => disks.map(({ metric, mount, device, type }) => ({ metric, name: mount, more: [device, type].filter(Boolean).join(", ") })),
    columns: [itself("%", { meter: true, key: "share" }), part("used", "B"), part("total", "B"), column("inodes", "%", inodeShare)],
    live: [""],
    busiest: (metrics, { metric }) => metrics[metric],
    charts: [chart("share", "%", [""], { percent: true }), chart("bytes", "B", ["/used", "/total"])],
  },
  drives: {
    rows: ({ drives = [] }) => drives.map(({ metric, device, model }) => ({ metric, name: device, more: model ?? "" })),
    columns: [part("busy", "%", { meter: true }), part("read", "B/s"), part("write", "B/s"), part("reads", "1/s"), part("writes", "1/s")],
    live: ["/busy", "/read", "/write"],
    busiest: (metrics, { metric }) => metrics[`${metric}/busy`] ?? (metrics[`${metric}/read`] ?? 0) + (metrics[`${metric}/write`] ?? 0),
    charts: [chart("bytes", "B/s", ["/read", "/write"]), chart("operations", "1/s", ["/reads", "/writes"]), chart("busy", "%", ["/busy"], { percent: true })],
  },
  networks: {
    rows: ({ networks = [] }) => networks.map(({ metric, name }) => ({ metric, name, more: "" })),
    columns: [part("in", "B/s"), part("out", "B/s"), part("packets_in", "1/s"), part("packets_out", "1/s"), sumOf("errors", "1/s"), sumOf("drops", "1/s"), part("total_in", "B"), part("total_out", "B")],
    live: ["/in", "/out"],
    busiest: (metrics, { metric }) => (metrics[`${metric}/in`] ?? 0) + (metrics[`${metric}/out`] ?? 0),
    charts: [chart("bytes", "B/s", ["/in", "/out"]), chart("packets", "1/s", ["/packets_in", "/packets_out"]), chart("faults", "1/s", ["/errors_in", "/errors_out", "/drops_in", "/drops_out"])],
  },
  tcp: {
    rows: ({ metrics = {} }) => Object.keys(metrics).filter((metric) => metric.startsWith("tcp/")).map((metric) => ({ metric, key: `host.tcp.${metric.slice(4)}`, hint: `host.tcpHint.${metric.slice(4)}`, name: metric.slice(4) })),
    columns: [itself("")],
    live: [""],
    busiest: (metrics, { metric }) => metrics[metric],
    charts: [],
  },
  temperatures: { rows: sensors("temperature"), columns: [itself("°C")], live: [""], busiest: (metrics, { metric }) => metrics[metric], charts: [] },
  fans: { rows: sensors("fan"), columns: [itself("rpm")], live: [""], busiest: (metrics, { metric }) => metrics[metric], charts: [] },
};

/** Rows sorted by a column, by `name` or by `busiest`; rows without a value come last in both directions. */
export function sortedDevices(kind, rows, metrics, { key, down }) {
  const { columns, busiest } = DEVICES[kind];
  const of = { name: ({ name }) => name, busiest: (row) => busiest(metrics, row) }[key] ?? ((row) => columns.find((one) => one.key === key).of(metrics, row));
  const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b, undefined, { numeric: true }) : a - b);
  return rows
    .map((row) => [row, of(row)])
    .sort(([a, x], [b, y]) => {
      const order = x === undefined || y === undefined ? (x === undefined) - (y === undefined) : (down ? -1 : 1) * compare(x, y);
      return order || a.name.localeCompare(b.name, undefined, { numeric: true });
    })
    .map(([row]) => row);
}
