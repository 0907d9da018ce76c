import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

const { addressText, matching, timesText, whatText } = await load("js/audit/entries.js");
const { gapWords } = await load("js/core/gaps.js");
const { keyed } = await load("js/node/message-keys.js");

const entries = [
  { time: 1_795_219_327_000, by: "admin", what: "command", node: "k3f9x2ma", nodeName: "pump-1", detail: "togglerele" },
  { time: 1_795_219_326_000, by: "olga", what: "block", detail: "192.168.1.9" },
];

test("auditIsFilteredByWordsOfAnyColumn", () => {
  const found = (text) => matching(entries, text).map(({ by }) => by);
  assert.deepEqual(found(""), ["admin", "olga"]);
  assert.deepEqual(found("PUMP sent"), ["admin"]);
  assert.deepEqual(found("blocked 192.168"), ["olga"]);
  assert.deepEqual(found("olga pump"), []);
});

test("securityEntriesAreFilteredByAccountAndAddressToo", () => {
  const failed = { time: 1_795_219_327_000, times: 12, lastTime: 1_795_219_387_000, what: "sign-in-failed", account: "ada", address: "203.0.113.9" };
  const spread = { time: 1_795_219_326_000, what: "sign-in-failed", address: "" };
  const found = (text) => matching([failed, spread], text).length;
  assert.equal(found("ada 203.0"), 1);
  assert.equal(found("sign-in failed"), 2);
  assert.equal(found("many addresses"), 1);
  assert.equal(addressText(undefined), "");
  assert.equal(timesText(spread), "");
  assert.match(timesText(failed), /^12 times until /);
});

test("unknownActionKeepsItsName", () => {
  assert.equal(whatText("command"), "Sent command");
  assert.equal(whatText("host-start"), "host-start");
});

test("missingAndLateReadingsAreCounted", () => {
  assert.equal(gapWords({}), null);
  assert.equal(gapWords({ gaps: { missing: 0, since: 1 }, late: 0 }), null);
  assert.equal(gapWords({ gaps: { missing: 12, since: 1 } }).short, "12 missing");
  const both = gapWords({ gaps: { missing: 1, since: 1 }, late: 3 });
  assert.equal(both.short, "1 missing · 3 late");
  assert.match(both.long, /1 number never arrived.*3 readings arrived more than a minute/);
});

test("equalMessagesKeepTheirKeysWhenOlderOnesGo", () => {
  const message = (time, raw) => ({ time, direction: "in", door: "tcp", raw });
  const first = keyed([message(1, "a"), message(2, "b"), message(2, "b")]);
  const next = keyed([message(2, "b"), message(2, "b"), message(3, "c")]);
  assert.equal(new Set(first.map(({ key }) => key)).size, 3);
  assert.deepEqual(next.slice(1).map(({ key }) => key), first.slice(0, 2).map(({ key }) => key));
  assert.equal(first[0].message.time, 2);
});
