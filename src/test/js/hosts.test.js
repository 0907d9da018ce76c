import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

const columns = await load("js/hosts/columns.js");
const { liveTopics } = await load("js/hosts/live-metrics.js");
const { HostData } = await load("js/core/host-data.js");
const { addressOf, isKymata, kymataPort, nameFor, splitAddress } = await load("js/hosts/host-address.js");
const { problemTexts } = await load("js/hosts/connect-problems.js");
const { connectLines } = await load("js/hosts/agent-lines.js");
const { troubleText, stateText } = await load("js/core/host-state.js");
const snapshot = await load("js/core/snapshot.js");

const NOW = 1_795_219_327_000;
const host = (name, more = {}, metrics = null) =>
  new HostData({ id: name, name, way: "listen", state: "connected", running: true, ...more, ...(metrics && { picture: { time: NOW, disks: [], networks: [], metrics } }) });
const names = (hosts) => hosts.map((data) => data.host.name);
const cores = (n) => Object.fromEntries(Array.from({ length: n }, (one, i) => [`cpu/core${i}`, i % 100]));

test("hostsWithoutAValueComeLastWhicheverWayTheyAreSorted", () => {
  const hosts = [host("none"), host("low", {}, { cpu: 1 }), host("high", {}, { cpu: 90 })];
  assert.deepEqual(names(columns.sorted(hosts, { key: "cpu", down: true })), ["high", "low", "none"]);
  assert.deepEqual(names(columns.sorted(hosts, { key: "cpu", down: false })), ["low", "high", "none"]);
});

test("hostsThatAreAlikeAreSortedByNameAsPeopleCount", () => {
  const hosts = [host("pi-10", {}, { cpu: 5 }), host("pi-9", {}, { cpu: 5 }), host("pi-1")];
  assert.deepEqual(names(columns.sorted(hosts, { key: "cpu", down: true })), ["pi-9", "pi-10", "pi-1"]);
  assert.deepEqual(names(columns.sorted(hosts, { key: "name", down: true })), ["pi-10", "pi-9", "pi-1"]);
});

test("hostsInTroubleComeFirstByState", () => {
  const hosts = [host("a"), host("b", { state: "stopped" }), host("c", { state: "failed" }), host("d", { state: "waiting" })];
  assert.deepEqual(names(columns.sorted(hosts, { key: "state", down: false })), ["c", "d", "b", "a"]);
});

test("numbersAreFirstSortedInDescendingOrder", () => {
  assert.deepEqual(columns.nextSort({ key: "name", down: false }, "cpu"), { key: "cpu", down: true });
  assert.deepEqual(columns.nextSort({ key: "cpu", down: true }, "cpu"), { key: "cpu", down: false });
  assert.deepEqual(columns.nextSort({ key: "cpu", down: true }, "name"), { key: "name", down: false });
});

test("aHostIsFoundByAllWordsInWhateverColumn", () => {
  const data = host("pi-1", { address: "192.168.1.20:7100", picture: { os: { name: "Debian GNU/Linux 12", arch: "aarch64" }, metrics: {} } });
  for (const [text, found] of [["", true], ["PI debian", true], ["192.168", true], ["connected", true], ["pi windows", false], ["aarch64 7100", true]]) {
    assert.equal(columns.isFound(data, text), found, text);
  }
});

test("filterAndSortGoThroughTheAddressUnchanged", () => {
  for (const view of [
    { filter: "", sort: { key: "name", down: false } },
    { filter: "pi 1", sort: { key: "cpu", down: true } },
    { filter: "", sort: { key: "name", down: true } },
  ]) {
    assert.deepEqual(columns.viewOf(new URLSearchParams(columns.viewParameters(view))), view);
  }
  assert.deepEqual(columns.viewOf(new URLSearchParams("sort=-nothing")).sort, { key: "name", down: false });
});

test("aReadingThatIsNewerThanAnAnswerOfTheHubStays", () => {
  const data = host("a", {}, { cpu: 1, memory: 2 });
  assert.ok(data.addReadings({ metric: "cpu", points: [[NOW + 1000, 7]] }));
  data.load({ id: "a", name: "a", picture: { time: NOW, metrics: { cpu: 2, memory: 3 } } });
  assert.deepEqual(data.metrics, { cpu: 7, memory: 3 });
  data.load({ id: "a", name: "a", picture: { time: NOW + 2000, metrics: { memory: 4 } } });
  assert.deepEqual(data.metrics, { memory: 4 });
});

test("oldReadingsAndTextsChangeNothing", () => {
  const data = host("a", {}, {});
  assert.ok(data.addReadings({ metric: "cpu", unit: "%", points: [[NOW, 5]] }));
  assert.ok(!data.addReadings({ metric: "cpu", points: [[NOW - 1000, 50]] }));
  assert.ok(!data.addReadings({ metric: "cpu", points: [[NOW + 1000, "hot"]] }));
  assert.ok(!data.addReadings({ metric: "cpu", points: [] }));
  assert.deepEqual([data.metrics.cpu, data.snapshot.units.cpu, data.newest], [5, "%", NOW]);
});

test("hostEventReplacesTheState", () => {
  const data = host("a", { state: "failed", error: "connection refused" }, { cpu: 1 });
  data.updateState({ id: "a", name: "a", state: "connected", running: true });
  assert.equal(data.host.error, undefined);
  data.updateFacts({ node: "a", os: { name: "Debian" } });
  assert.deepEqual([data.snapshot.os.name, data.metrics.cpu], ["Debian", 1]);
});

test("rowsAreLiveAndCoresAsLongAsTheyFit", () => {
  const small = { id: "s", snapshot: { networks: [{ metric: "net/eth0" }], disks: [{ metric: "disk/root" }], metrics: { ...cores(4), "disk/root": 5, "temperature/cpu": 50 } } };
  const large = { id: "l", snapshot: { networks: [], disks: [], metrics: cores(64) } };
  const one = liveTopics([small]);
  assert.equal(one.topics.length, 11);
  assert.ok(one.complete);
  const two = liveTopics([large, small]);
  assert.ok(!two.complete);
  assert.ok(two.topics.length <= 36);
  assert.ok(two.topics.some(({ node, metric }) => node === "s" && metric === "cpu/core3"));
  assert.ok(liveTopics(Array.from({ length: 300 }, (one_, i) => ({ ...small, id: `h${i}` }))).topics.length <= 480);
  assert.deepEqual(liveTopics([{ id: "n", snapshot: null }]).topics.map(({ metric }) => metric), ["cpu", "memory", "load/1m"]);
});

test("snapshotHasTheValuesOfARow", () => {
  const full = {
    os: { bootTime: NOW - 5000 },
    disks: [{ metric: "disk/root", mount: "/" }, { metric: "disk/data", mount: "/data" }, { metric: "disk/gone", mount: "/gone" }],
    networks: [{ metric: "net/a" }, { metric: "net/b" }],
    metrics: { "disk/root": 10, "disk/data": 80, "net/a/in": 1, "net/b/in": 5, "net/b/out": 2, "temperature/x": 40, "temperature/y": 60, "cpu/core10": 1, "cpu/core2": 2, "cpu/user": 3 },
  };
  assert.deepEqual(snapshot.fullestDisk(full), { metric: "disk/data", mount: "/data", share: 80 });
  assert.deepEqual(snapshot.traffic(full), { in: 6, out: 2 });
  assert.equal(snapshot.busiestNetworks(full)[0].metric, "net/b");
  assert.deepEqual(snapshot.hottest(full), { metric: "temperature/y", value: 60 });
  assert.deepEqual(snapshot.coreMetrics(full.metrics), ["cpu/core2", "cpu/core10"]);
  assert.equal(snapshot.uptimeMillis(full, NOW), 5000);
});

test("missingValuesAreNullAndNotZero", () => {
  assert.deepEqual([snapshot.fullestDisk({}), snapshot.traffic({}), snapshot.hottest({}), snapshot.uptimeMillis({}, NOW)], [null, null, null, undefined]);
});

test("systemsAreNamedShortly", () => {
  const rows = [["Debian GNU/Linux 12 (bookworm)", "Debian 12"], ["Ubuntu 24.04.1 LTS", "Ubuntu 24.04.1 LTS"], ["Alpine Linux v3.20", "Alpine Linux v3.20"], ["Fedora Linux 40 (Server Edition)", "Fedora 40"], [undefined, ""]];
  rows.forEach(([name, short]) => assert.equal(snapshot.shortOs(name), short));
});

test("addressesAreTakenAsPeopleTypeThem", () => {
  const rows = [
    ["192.168.1.20", ["192.168.1.20", undefined]],
    [" pi.local:7200 ", ["pi.local", "7200"]],
    ["tcp://pi.local:7200/", ["pi.local", "7200"]],
    ["fe80::1", ["fe80::1", undefined]],
    ["[fe80::1]:7100", ["fe80::1", "7100"]],
  ];
  rows.forEach(([text, parts]) => assert.deepEqual(splitAddress(text), parts, text));
  assert.equal(addressOf("fe80::1", "7100"), "[fe80::1]:7100");
  assert.equal(addressOf("pi.local ", "7100"), "pi.local:7100");
  assert.equal(nameFor("fe80::1%eth0"), "fe80-1-eth0");
  assert.equal(nameFor("::"), "host");
});

test("theAddressOfAnotherKymataKeepsWhatSaysSo", () => {
  for (const [text, parts, whole] of [
    ["http://pi.local:8080", ["http://pi.local", "8080"], "http://pi.local:8080"],
    ["  HTTPS://pi.local/ ", ["https://pi.local", undefined], "https://pi.local:443"],
    ["ws://[fe80::1]:8080", ["ws://[fe80::1]", "8080"], "ws://[fe80::1]:8080"],
    ["http://192.168.1.30", ["http://192.168.1.30", undefined], "http://192.168.1.30:8080"],
  ]) {
    assert.deepEqual(splitAddress(text), parts, text);
    assert.ok(isKymata(parts[0]));
    assert.equal(addressOf(parts[0], parts[1] ?? kymataPort(parts[0])), whole);
  }
  assert.ok(!isKymata("pi.local:7100") && !isKymata("tcp://pi.local"));
  assert.equal(nameFor("http://192.168.1.30"), "192.168.1.30");
});

test("problemsWithAnotherKymataAreToldWithWhatToDoThere", () => {
  const asked = { address: "http://pi.local", port: "8080" };
  for (const code of ["refused", "wrong-protocol", "wrong-key", "timeout"]) {
    const { title, text } = problemTexts({ code, message: "because." }, asked);
    assert.doesNotMatch(title + text, /connect\.|\{|--listen|--key-file/, code);
  }
});

test("everyProblemOfConnectingIsToldWithWhatToDo", () => {
  const asked = { address: "pi.local", port: "7100" };
  for (const code of ["name-unknown", "refused", "timeout", "unreachable", "wrong-protocol", "wrong-key", "forbidden-address", "busy", "already-watched"]) {
    const { title, text, detail } = problemTexts({ code, message: "because." }, asked);
    assert.doesNotMatch(title + text, /connect\.|\{/, code);
    assert.match(detail, /because/);
  }
  assert.equal(problemTexts({ code: "new-one", message: "Something else." }, asked).text, "Something else.");
});

test("theLineOfAnAgentThatConnectsHasTheTokenInAFile", () => {
  assert.match(connectLines("hub.local", 7000, "kym_x"), /echo 'kym_x' > kymata\.token[^]*--connect hub\.local:7000 --token-file kymata\.token/);
  assert.match(connectLines("fe80::1", 7000, "kym_x"), /--connect \[fe80::1\]:7000/);
});

test("aHostInTroubleSaysWhyAndWhenItIsTriedAgain", () => {
  const failed = { state: "failed", way: "listen", error: "wrong key" };
  assert.equal(troubleText(failed, NOW), "Wrong key.");
  assert.equal(troubleText({ ...failed, state: "waiting", retryAt: NOW + 8000 }, NOW), "Wrong key. Next attempt in 8 s.");
  assert.equal(troubleText({ ...failed, state: "connected" }, NOW), "");
  assert.equal(stateText({ state: "waiting", way: "dial" }), "Waiting for its agent");
});
