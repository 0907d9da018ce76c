// Which charts and tables the page of a host has, from its metrics and devices. Nothing here touches the page.
import { coreMetrics } from "../core/snapshot.js";

const CPU_PARTS = ["user", "system", "iowait", "steal"];
const LOADS = ["1m", "5m", "15m"];
const MEMORY_PARTS = ["used", "cached", "buffers", "available"];
const TCP_LINES = ["established", "time_wait", "close_wait", "syn_recv", "fin_wait2", "listen"];
const MAX_LINES = 6;
const HUB_CHARTS = [
  ["hub-readings", "1/s", ["readings_committed", "readings_shed", "readings_refused", "readings_failed", "readings_late"]],
  ["hub-latency", "ms", ["commit_p50", "commit_p99"]],
  ["hub-waiting", "", ["waiting", "live_waiting", "commit_readings"]],
  ["hub-connected", "", ["browsers", "connections"]],
  ["hub-out", "B/s", ["bytes_out"]],
  ["hub-frames", "1/s", ["frames_out", "dropped", "commands", "malformed"]],
  ["hub-busy", "%", ["cpu", "gc"]],
  ["hub-memory", "B", ["heap", "heap_max", "nonheap"]],
  ["hub-files", "", ["threads", "files"]],
  ["hub-store", "B", ["store"]],
];

const lines = (id, unit, names, more) => ({ id, unit, lines: names.map(([metric, label]) => ({ metric, label })), ...more });
const keyed = (prefix, parts, key) => parts.map((part) => [`${prefix}/${part}`, `${key}.${part}`]);
const ofFamily = (metrics, family) => Object.keys(metrics).filter((name) => name.startsWith(`${family}/`));

/**
 * The sections of the page in order; without what the host does not have.
 *
 * @param {object} snapshot as js/core/snapshot.js describes it
 * @returns {{id: string, charts: {id: string, unit: string, percent?: boolean,
 *     lines: {metric: string, label: string}[]}[], cores?: string[], table?: string, traffic?: boolean}[]} labels
 *     that begin with `host.` are keys of texts, others are the machine's own names; `table` is the kind of its
 *     devices, `traffic` says that a hub runs on it
 */
export function sections(snapshot) {
  const { metrics = {}, sensors = [], disks = [], drives = [], networks = [] } = snapshot;
  const temperatures = sensorLines("temperature", metrics, sensors);
  const fans = sensorLines("fan", metrics, sensors);
  const all = [
    {
      id: "cpu",
      charts: [
        lines("cpu", "%", [["cpu", "host.line.used"]], { percent: true }),
        lines("cpu-parts", "%", keyed("cpu", CPU_PARTS, "host.line")),
        lines("frequency", "Hz", [["cpu/frequency", "host.line.frequency"]]),
      ],
      cores: coreMetrics(metrics),
    },
    { id: "load", charts: [lines("load", "", keyed("load", LOADS, "host.line")), lines("tasks", "", [["processes", "host.line.processes"], ["threads", "host.line.threads"], ["processes/running", "host.line.running"]])] },
    { id: "memory", charts: [lines("memory", "%", [["memory", "host.line.used"]], { percent: true }), lines("memory-parts", "B", keyed("memory", MEMORY_PARTS, "host.line"))] },
    { id: "swap", charts: [lines("swap", "B", keyed("swap", ["used", "total"], "host.line")), lines("paging", "B/s", keyed("swap", ["in", "out"], "host.line"))] },
    { id: "disks", charts: [], table: disks.length > 0 ? "disks" : undefined },
    { id: "drives", charts: [], table: drives.length > 0 ? "drives" : undefined },
    { id: "networks", charts: [], table: networks.length > 0 ? "networks" : undefined },
    { id: "tcp", charts: [lines("tcp", "", keyed("tcp", TCP_LINES, "host.tcp"))], table: ofFamily(metrics, "tcp").length > 0 ? "tcp" : undefined },
    { id: "temperatures", charts: [lines("temperatures", "°C", temperatures.slice(0, MAX_LINES))], table: temperatures.length > MAX_LINES ? "temperatures" : undefined },
    { id: "fans", charts: [lines("fans", "rpm", fans.slice(0, MAX_LINES))], table: fans.length > MAX_LINES ? "fans" : undefined },
    { id: "battery", charts: [lines("battery", "%", ofFamily(metrics, "battery").map((name) => [name, name.slice(8)]), { percent: true })] },
    { id: "hub", charts: hubCharts(metrics), traffic: metrics["hub/waiting"] !== undefined },
  ];
  return all
    .map((section) => ({ ...section, charts: section.charts.map((chart) => withAvailableLines(chart, metrics)).filter(({ lines: some }) => some.length > 0) }))
    .filter(({ charts, cores, table }) => charts.length > 0 || cores?.length > 0 || table);
}

/** The charts of a hub's own metrics, with its busiest transports. */
function hubCharts(metrics) {
  const transports = ofFamily(metrics, "hub").filter((name) => name.startsWith("hub/door/"));
  const busiest = transports.sort((a, b) => metrics[b] - metrics[a]).slice(0, MAX_LINES);
  const [first, ...others] = HUB_CHARTS.map(([id, unit, parts]) => lines(id, unit, keyed("hub", parts, "host.hub")));
  return [first, lines("hub-transports", "1/s", busiest.map((name) => [name, `host.transport.${name.slice(9)}`])), ...others];
}

function withAvailableLines(chart, metrics) {
  return { ...chart, lines: chart.lines.filter(({ metric }) => metrics[metric] !== undefined) };
}

function sensorLines(family, metrics, sensors) {
  const names = new Map(sensors.map(({ metric, name }) => [metric, name]));
  return ofFamily(metrics, family)
    .sort((a, b) => metrics[b] - metrics[a])
    .map((metric) => [metric, names.get(metric) ?? metric.slice(family.length + 1)]);
}
