import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

const life = await load("js/node/command-life.js");
const words = await load("js/node/command-words.js");
const { CommandBook, sendOrder } = await load("js/node/orders.js");
const { randomId } = await load("js/core/random-id.js");

const NOW = 1_795_219_327_000;
const command = (state, more = {}) => ({ id: "c1", node: "n", action: "togglerele", arguments: {}, by: "admin", state, created: NOW, times: { queued: NOW }, ...more });

const proofs = [
  [1, true],
  [0, false],
  [true, true],
  ["off", false],
  ["True", true],
  [0.5, null],
  ["ajar", null],
  [undefined, null],
];

for (const [value, is] of proofs) {
  test(`a reading of ${value} proves ${is}`, () =>
    assert.equal(life.proved({ metric: "relay" }, value === undefined ? [] : [{ metric: "relay", value }]), is));
}

test("aSwitchWithoutAMetricIsNeverProved", () => assert.equal(life.proved({}, [{ metric: "relay", value: 1 }]), null));

test("aPressAsksForTheOtherOfWhatIsWantedAlready", () => {
  assert.equal(life.wantedNext(null), true);
  assert.equal(life.wantedNext(true), false);
  assert.equal(life.wantedNext(true, command("sent", { arguments: { on: false } })), true);
  assert.equal(life.wantedNext(true, command("expired", { arguments: { on: false } })), false);
  assert.equal(life.wantedNext(false, command("sent")), true);
});

test("anAnswerThatComesAfterANewerWordDoesNotTurnItBack", () => {
  const confirmed = life.merged([command("confirmed")], command("queued"), 50);
  assert.equal(confirmed[0].state, "confirmed");
  assert.equal(life.merged([command("queued")], command("sent"), 50)[0].state, "sent");
});

test("anOrderThatSeemedLostIsWhatTheHubSaysOfIt", () => {
  assert.equal(life.merged([command(life.UNSENT)], command("queued"), 50)[0].state, "queued");
});

test("commandsAreKeptNewestFirstAndBounded", () => {
  let all = [];
  for (let i = 0; i < 60; i++) {
    all = life.merged(all, command("queued", { id: `c${i}`, created: NOW + i }), 50);
  }
  assert.equal(all.length, 50);
  assert.equal(all[0].id, "c59");
});

test("theLifeOfACommandIsToldInWords", () => {
  const text = (state, more) => words.lifeText(command(state, more), NOW + 3000);
  assert.equal(text("sent"), "Sent, waiting for 3 s");
  assert.match(text("confirmed", { times: { queued: NOW, confirmed: NOW + 1000 } }), /^Confirmed at \d\d:\d\d:\d\d$/);
  assert.equal(text("refused", { reason: "The door is open." }), "Refused: the door is open");
  assert.equal(text("refused"), "Refused: the node gave no reason");
  assert.equal(text("expired"), "Expired: the node was not connected, so it never went out");
  assert.equal(text("expired", { times: { queued: NOW, sent: NOW } }), "Expired: the node did not answer in time");
  assert.equal(text("expired", { times: { queued: NOW, sent: NOW, acknowledged: NOW } }), "Expired: the node took it, but no reading proved it in time");
});

test("stepsAreToldInTheirOrderWithHowLongTheyTook", () => {
  const done = command("confirmed", { times: { confirmed: NOW + 1310, queued: NOW, sent: NOW, acknowledged: NOW + 70_000 } });
  assert.deepEqual(life.steps(done).map(({ state }) => state), ["queued", "sent", "confirmed", "acknowledged"]);
  assert.match(words.stepsText(done), /^queued \d\d:\d\d:\d\d, sent \+0.00 s, confirmed \+1.31 s, acknowledged \+1 min$/);
});

test("argumentsAreOneJsonObjectAndNothingElse", () => {
  assert.deepEqual(life.parseObject(""), {});
  assert.deepEqual(life.parseObject(' {"a": 1} '), { a: 1 });
  for (const text of ["1", "[1]", "null", '"x"', "{a: 1}", "{"]) {
    assert.equal(life.parseObject(text), null, text);
  }
});

test("anOrderIsSentAgainWithTheSameIdWhenTheHubWasNotReached", async () => {
  const sent = [];
  const post = async (path, order) => {
    sent.push(order.id);
    if (sent.length < 3) {
      throw Object.assign(new Error("unreachable"), { status: 0 });
    }
    return command("queued");
  };
  await sendOrder("api", { id: "same", action: "togglerele" }, { post, wait: async () => {} });
  assert.deepEqual(sent, ["same", "same", "same"]);
});

test("aRefusedOrderIsNotSentAgain", async () => {
  let sent = 0;
  const post = async () => {
    sent++;
    throw Object.assign(new Error("no"), { status: 400 });
  };
  await assert.rejects(sendOrder("api", { id: "x" }, { post, wait: async () => {} }));
  assert.equal(sent, 1);
});

test("anOrderThatTheHubDoesNotTakeStaysInTheBookWithItsReason", async () => {
  const fetchTexts = globalThis.fetch;
  globalThis.fetch = async () => ({ ok: false, status: 404, headers: new Headers(), json: async () => ({ detail: "no such node" }) });
  const book = new CommandBook("n", "admin");
  await assert.rejects(book.order({ action: "togglerele" }));
  globalThis.fetch = fetchTexts;
  assert.equal(book.commands.length, 1);
  assert.deepEqual([book.commands[0].state, book.commands[0].reason], [life.UNSENT, "No such node."]);
  assert.ok(life.failed(book.commands[0]) && !life.isPending(book.commands[0]));
});

test("idsAreLongAndDiffer", () => {
  const ids = new Set(Array.from({ length: 1000 }, randomId));
  assert.equal(ids.size, 1000);
  assert.match([...ids][0], /^[0-9a-f]{32}$/);
});
