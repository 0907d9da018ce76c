import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

globalThis.location = { search: "" };
const { parseRange, rangeParameters, shifted, span, zoomed } = await load("js/core/charts/range.js");
const { groupMetrics } = await load("js/node/groups.js");
const NOW = 1_795_219_327_000;
const parse = (text) => parseRange(new URLSearchParams(text));

test("anAddressThatMakesNoSenseShowsTheLastFiveMinutes", () => {
  for (const text of ["", "range=year", "range=own", "range=own&from=2026-01-02&to=2026-01-01", "range=own&from=x&to=y"]) {
    assert.deepEqual(parse(text), { key: "5m" }, text);
  }
});

test("customRangeGoesThroughTheAddressUnchanged", () => {
  const range = { key: "own", from: NOW - 5000, to: NOW };
  assert.deepEqual(parse(new URLSearchParams(rangeParameters(range)).toString()), range);
});

test("zoomingOutOfALiveRangeIsTheNextOne", () => {
  assert.deepEqual(zoomed({ key: "5m" }, 2, null, NOW), { key: "1h" });
  assert.deepEqual(zoomed({ key: "30d" }, 2, null, NOW), { key: "30d" });
});

test("zoomingInStaysAroundTheCursorAndNeverGoesUnderASecond", () => {
  assert.deepEqual(zoomed({ key: "own", from: 0, to: 100_000 }, 0.5, 20_000, NOW), { key: "own", from: 10_000, to: 60_000 });
  const shortest = zoomed({ key: "own", from: 0, to: 1000 }, 0.5, null, NOW);
  assert.equal(shortest.to - shortest.from, 1000);
});

test("goingOnStopsAtNow", () => {
  const range = shifted({ key: "own", from: NOW - 2000, to: NOW - 100 }, 1, NOW);
  assert.equal(range.to, NOW);
  assert.equal(span(range, NOW)[1] - span(range, NOW)[0], 1900);
});

test("aHostsMetricsAreGroupedWithTheManyFoldedAway", () => {
  const groups = groupMetrics(["cpu", "cpu/core0", "cpu/core1", "disk/root", "disk/root/used", "load/1m", "memory", "net/eth0/in", "net/lo/in", "uptime"], true);
  assert.deepEqual(groups, [
    { name: "cpu", shown: ["cpu", "load/1m"], folded: ["cpu/core0", "cpu/core1", "uptime"] },
    { name: "memory", shown: ["memory"], folded: [] },
    { name: "disk", shown: ["disk/root"], folded: ["disk/root/used"] },
    { name: "net", shown: ["net/eth0/in"], folded: ["net/lo/in"] },
  ]);
});

test("metricsWithoutAGroupComeFirstTogether", () => {
  assert.deepEqual(groupMetrics(["humidity", "temperature", "wind/gust", "wind/speed"]), [
    { name: "", shown: ["humidity", "temperature"], folded: [] },
    { name: "wind", shown: ["wind/gust", "wind/speed"], folded: [] },
  ]);
  assert.deepEqual(groupMetrics([]), []);
});
