import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

const { PendingList } = await load("js/core/pending-list.js");
const { connectionsWithoutToken } = await load("js/pending/connections.js");
const { suggestedName } = await load("js/pending/names.js");
const { senderText, sourcesOf } = await load("js/core/senders.js");

const pending = (id, first, more = {}) => ({ id, first, last: first, count: 1, ...more });

test("pendingNodeIsListedOnceHoweverOftenItSends", () => {
  const list = new PendingList();
  list.load([pending("a", 1)]);
  assert.equal(list.update(pending("b", 2)), "new");
  assert.equal(list.update(pending("a", 1, { count: 5 })), "again");
  assert.deepEqual(list.all.map(({ id, count }) => [id, count]), [["b", 1], ["a", 5]]);
});

test("endedPendingNodeIsRemovedAndAnUnknownOneIsIgnored", () => {
  const list = new PendingList();
  list.load([pending("a", 1)]);
  assert.equal(list.update({ id: "a", ended: true }), "ended");
  assert.equal(list.update({ id: "a", ended: true }), "unknown");
  assert.equal(list.size, 0);
});

test("pendingNodeThatSendsAgainKeepsItsPlace", () => {
  const list = new PendingList();
  list.load([pending("a", 1), pending("b", 2)]);
  list.update(pending("a", 1, { last: 99, count: 2 }));
  assert.deepEqual(list.all.map(({ id }) => id), ["b", "a"]);
});

const names = [
  ["gps", [], "gps"],
  ["gps", ["GPS", "gps-2"], "gps-3"],
  ["Wetter Mast №1", [], "Wetter-Mast-No1"],
  ["../etc", [], "../etc"],
  ["<b>", [], "b"],
  ["", [], ""],
  ["Θ", [], ""],
  ["a".repeat(80), [], "a".repeat(60)],
];

for (const [sent, taken, name] of names) {
  test(`“${sent}” is suggested as “${name}”`, () =>
    assert.equal(suggestedName(sent, taken.map((one) => ({ name: one }))), name));
}

test("connectionsHaveTheAddressesOfThisHub", () => {
  const place = { protocol: "http:", hostname: "10.0.0.5", port: "8080", path: "/" };
  assert.deepEqual(connectionsWithoutToken(place, { node: 8001, tcp: 0 }), [
    { transport: "get", address: "http://10.0.0.5:8080/luminosity/512" },
    { transport: "node-ws", address: "ws://10.0.0.5:8001/" },
    { transport: "tcp", address: null },
  ]);
  assert.equal(connectionsWithoutToken({ ...place, port: "" })[2].address, "10.0.0.5:7000");
});

test("senderTextHasTransportAddressAndName", () => {
  assert.equal(senderText({ door: "tcp", address: "10.0.0.7", name: "gps" }), "TCP line from 10.0.0.7, as “gps”");
  assert.equal(senderText({ door: "mqtt", address: "10.0.0.7", name: "" }), "mqtt from 10.0.0.7");
});

test("sourcesAreTokenKeyAndSenders", () => {
  assert.deepEqual(sourcesOf({ self: true, hasToken: false }), ["This machine"]);
  assert.deepEqual(sourcesOf({ hasToken: true }), ["Token"]);
  assert.deepEqual(sourcesOf({ hasToken: false, senders: [{ door: "get", address: "::1", name: "" }] }), ["HTTP GET from ::1"]);
  assert.deepEqual(sourcesOf({ hasToken: false }), []);
});
