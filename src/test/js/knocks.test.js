import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

const { KnockList } = await load("js/core/knock-list.js");
const { openDoors } = await load("js/knocks/doors.js");
const { suggestedName } = await load("js/knocks/names.js");
const { senderText, waysIn } = await load("js/core/senders.js");

const knock = (id, first, more = {}) => ({ id, first, last: first, count: 1, ...more });

test("aKnockIsInTheListOnceHoweverOftenItIsTold", () => {
  const list = new KnockList();
  list.load([knock("a", 1)]);
  assert.equal(list.take(knock("b", 2)), "new");
  assert.equal(list.take(knock("a", 1, { count: 5 })), "again");
  assert.deepEqual(list.all.map(({ id, count }) => [id, count]), [["b", 1], ["a", 5]]);
});

test("anEndedKnockIsGoneAndOneThatWasNeverThereIsNoNews", () => {
  const list = new KnockList();
  list.load([knock("a", 1)]);
  assert.equal(list.take({ id: "a", ended: true }), "ended");
  assert.equal(list.take({ id: "a", ended: true }), "unknown");
  assert.equal(list.size, 0);
});

test("whoKnocksAgainKeepsItsPlace", () => {
  const list = new KnockList();
  list.load([knock("a", 1), knock("b", 2)]);
  list.take(knock("a", 1, { last: 99, count: 2 }));
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

for (const [called, taken, name] of names) {
  test(`“${called}” is offered as “${name}”`, () =>
    assert.equal(suggestedName(called, taken.map((one) => ({ name: one }))), name));
}

test("doorsAreToldWithTheAddressesOfThisHub", () => {
  const place = { protocol: "http:", hostname: "10.0.0.5", port: "8080", path: "/" };
  assert.deepEqual(openDoors(place, { node: 8001, tcp: 0 }), [
    { door: "get", address: "http://10.0.0.5:8080/luminosity/512" },
    { door: "node-ws", address: "ws://10.0.0.5:8001/" },
    { door: "tcp", address: null },
  ]);
  assert.equal(openDoors({ ...place, port: "" })[2].address, "10.0.0.5:7000");
});

test("aSenderIsToldByDoorAddressAndName", () => {
  assert.equal(senderText({ door: "tcp", address: "10.0.0.7", name: "gps" }), "TCP line from 10.0.0.7, as “gps”");
  assert.equal(senderText({ door: "mqtt", address: "10.0.0.7", name: "" }), "mqtt from 10.0.0.7");
});

test("aNodeTellsHowItComesIn", () => {
  assert.deepEqual(waysIn({ self: true, hasToken: false }), ["This machine"]);
  assert.deepEqual(waysIn({ hasToken: true }), ["Token"]);
  assert.deepEqual(waysIn({ hasToken: false, senders: [{ door: "get", address: "::1", name: "" }] }), ["HTTP GET from ::1"]);
  assert.deepEqual(waysIn({ hasToken: false }), []);
});
