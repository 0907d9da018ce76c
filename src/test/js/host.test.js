import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

const { sections } = await load("js/host/families.js");
const { DEVICES, sortedDevices } = await load("js/host/devices.js");
const { heatGrid } = await load("js/host/heat-grid.js");
const rows = await load("js/host/process-rows.js");

const process = (pid, more = {}) => ({ pid, name: `p${pid}`, user: "root", state: "S", cpuPercent: 0, memoryBytes: 0, threads: 1, startTime: 1000, ...more });
const pids = (processes) => processes.map(({ pid }) => pid);

test("whatAHostDoesNotHaveHasNoSection", () => {
  assert.deepEqual(sections({}), []);
  const found = sections({ metrics: { cpu: 5, "cpu/core0": 5, "load/1m": 1 }, disks: [], networks: [{ metric: "net/eth0", name: "eth0" }] });
  assert.deepEqual(found.map(({ id }) => id), ["cpu", "load", "networks"]);
  assert.deepEqual(found[0].charts.map(({ id }) => id), ["cpu"]);
  assert.deepEqual(found[0].cores, ["cpu/core0"]);
});

test("linesThatAHostDoesNotHaveAreLeftOut", () => {
  const [cpu] = sections({ metrics: { "cpu/user": 1, "cpu/system": 2 } });
  assert.deepEqual(cpu.charts, [{ id: "cpu-parts", unit: "%", lines: [{ metric: "cpu/user", label: "host.line.user" }, { metric: "cpu/system", label: "host.line.system" }] }]);
});

test("ofManySensorsTheHottestAreDrawnAndAllAreInATable", () => {
  const metrics = Object.fromEntries(Array.from({ length: 9 }, (one, i) => [`temperature/s${i}`, 40 + i]));
  const [found] = sections({ metrics, sensors: [{ metric: "temperature/s8", name: "cpu-thermal" }] });
  assert.equal(found.charts[0].lines.length, 6);
  assert.deepEqual(found.charts[0].lines[0], { metric: "temperature/s8", label: "cpu-thermal" });
  assert.equal(found.table, "temperatures");
});

test("hubHasItsChartsAndItsBusiestTransports", () => {
  const transports = ["rest", "ws", "get", "node-ws", "tcp", "agent", "self"].map((transport, i) => [`hub/door/${transport}`, i]);
  const [found] = sections({ metrics: Object.fromEntries([["hub/waiting", 0], ["hub/readings_committed", 5], ...transports]) });
  assert.equal(found.id, "hub");
  assert.equal(found.traffic, true);
  assert.deepEqual(found.charts.map(({ id }) => id), ["hub-readings", "hub-transports", "hub-waiting"]);
  assert.deepEqual(found.charts[1].lines.map(({ label }) => label), ["self", "agent", "tcp", "node-ws", "get", "ws"].map((transport) => `host.transport.${transport}`));
});

test("devicesAreSortedByWhatTheyDoAndThoseWithoutAValueComeLast", () => {
  const devices = DEVICES.networks.rows({ networks: ["a", "b", "c"].map((name) => ({ metric: `net/${name}`, name })) });
  const metrics = { "net/a/in": 1, "net/b/in": 5, "net/b/errors_in": 1 };
  const by = (sort) => sortedDevices("networks", devices, metrics, sort).map(({ name }) => name);
  assert.deepEqual(by({ key: "busiest", down: true }), ["b", "a", "c"]);
  assert.deepEqual(by({ key: "errors", down: false }), ["b", "a", "c"]);
  assert.deepEqual(by({ key: "name", down: true }), ["c", "b", "a"]);
});

test("inodesAreAShareAndAbsentWhereThereAreNone", () => {
  const [, , , inodes] = DEVICES.disks.columns;
  assert.equal(inodes.of({ "disk/root/inodes": 5, "disk/root/inodes_total": 50 }, { metric: "disk/root" }), 10);
  assert.equal(inodes.of({}, { metric: "disk/boot" }), undefined);
});

test("aGridHasTheMeanOfEachCellAndLeavesGaps", () => {
  const points = (...pairs) => ({ mean: pairs.map(([x, y]) => ({ x, y })), gapMillis: 3 });
  const grid = heatGrid([points([0, 10], [0.5, 20], [2, 30], [8, 40])], 0, 10, 10);
  assert.deepEqual([...grid], [15, 20, 30, NaN, NaN, NaN, NaN, NaN, 40, 40]);
});

test("aGridBeginsWithWhatWasBeforeItsEdge", () => {
  const grid = heatGrid([{ mean: [{ x: -1, y: 5 }, { x: 1, y: 7 }], gapMillis: 3 }], 0, 4, 4);
  assert.deepEqual([...grid], [5, 7, 7, 7]);
});

test("processesAreSortedAndThoseAlikeByTheirNumber", () => {
  const all = [process(3, { cpuPercent: 5 }), process(2, { cpuPercent: 50 }), process(1, { cpuPercent: 5 }), process(4, { cpuPercent: undefined })];
  assert.deepEqual(pids(rows.shownProcesses(all, "", { key: "cpuPercent", down: true })), [2, 1, 3, 4]);
  assert.deepEqual(pids(rows.shownProcesses(all, "", { key: "pid", down: false })), [1, 2, 3, 4]);
});

test("processesAreFoundByNameUserNumberAndCommand", () => {
  const all = [process(12, { name: "java", command: "java -jar kymata.war" }), process(13, { user: "www" })];
  for (const [text, found] of [["java war", [12]], ["www", [13]], ["12", [12]], ["nothing", []]]) {
    assert.deepEqual(pids(rows.shownProcesses(all, text, { key: "pid", down: false })), found, text);
  }
});

test("processesWithoutCommandLinesHaveNoColumnForThem", () => {
  const keys = (processes) => rows.columnsOf(processes).map(({ key }) => key);
  assert.ok(!keys([process(1)]).includes("command"));
  assert.ok(keys([process(1), process(2, { command: "" })]).includes("command"));
});

test("aProcessNumberThatIsUsedAgainIsAnotherProcess", () => {
  assert.notEqual(rows.processKey(process(1)), rows.processKey(process(1, { startTime: 2000 })));
});

test("numbersOfProcessesAreSortedUpwardsFirst", () => {
  assert.deepEqual(rows.nextProcessSort({ key: "cpuPercent", down: true }, "pid"), { key: "pid", down: false });
  assert.deepEqual(rows.nextProcessSort({ key: "pid", down: false }, "memoryBytes"), { key: "memoryBytes", down: true });
  assert.deepEqual(rows.nextProcessSort({ key: "memoryBytes", down: true }, "memoryBytes"), { key: "memoryBytes", down: false });
});
