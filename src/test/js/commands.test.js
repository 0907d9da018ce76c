import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

const states = await load("js/node/command-states.js");
const texts = await load("js/node/command-texts.js");
const { NodeCommands, sendCommand } = await load("js/node/commands.js");
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
    assert.equal(states.proved({ metric: "relay" }, value === undefined ? [] : [{ metric: "relay", value }]), is));
}

test("aSwitchWithoutAMetricIsNeverProved", () => assert.equal(states.proved({}, [{ metric: "relay", value: 1 }]), null));

test("pressRequestsTheOppositeOfThePendingOrProvedState", () => {
  assert.equal(states.nextState(null), true);
  assert.equal(states.nextState(true), false);
  assert.equal(states.nextState(true, command("sent", { arguments: { on: false } })), true);
  assert.equal(states.nextState(true, command("expired", { arguments: { on: false } })), false);
  assert.equal(states.nextState(false, command("sent")), true);
});

test("lateAnswerDoesNotReplaceANewerState", () => {
  const confirmed = states.merged([command("confirmed")], command("queued"), 50);
  assert.equal(confirmed[0].state, "confirmed");
  assert.equal(states.merged([command("queued")], command("sent"), 50)[0].state, "sent");
});

test("stateOfTheHubReplacesUnsent", () => {
  assert.equal(states.merged([command(states.UNSENT)], command("queued"), 50)[0].state, "queued");
});

test("commandsAreKeptNewestFirstAndBounded", () => {
  let all = [];
  for (let i = 0; i < 60; i++) {
    all = states.merged(all, command("queued", { id: `c${i}`, created: NOW + i }), 50);
  }
  assert.equal(all.length, 50);
  assert.equal(all[0].id, "c59");
});

test("statesOfACommandHaveTexts", () => {
  const text = (state, more) => texts.commandStateText(command(state, more), NOW + 3000);
  assert.equal(text("sent"), "Sent, waiting for 3 s");
  assert.match(text("confirmed", { times: { queued: NOW, confirmed: NOW + 1000 } }), /^Confirmed at \d\d:\d\d:\d\d$/);
  assert.equal(text("rejected", { reason: "The tank is empty." }), "Rejected: the tank is empty");
  assert.equal(text("rejected"), "Rejected: the node gave no reason");
  assert.equal(text("expired"), "Expired: the node was not connected, so it was never sent");
  assert.equal(text("expired", { times: { queued: NOW, sent: NOW } }), "Expired: the node did not answer in time");
  assert.equal(text("expired", { times: { queued: NOW, sent: NOW, acknowledged: NOW } }), "Expired: the node acknowledged it, but no reading confirmed it in time");
});

test("stepsAreInOrderWithTheirDurations", () => {
  const done = command("confirmed", { times: { confirmed: NOW + 1310, queued: NOW, sent: NOW, acknowledged: NOW + 70_000 } });
  assert.deepEqual(states.steps(done).map(({ state }) => state), ["queued", "sent", "confirmed", "acknowledged"]);
  assert.match(texts.stepsText(done), /^queued \d\d:\d\d:\d\d, sent \+0.00 s, confirmed \+1.31 s, acknowledged \+1 min$/);
});

test("argumentsAreOneJsonObjectAndNothingElse", () => {
  assert.deepEqual(states.parseObject(""), {});
  assert.deepEqual(states.parseObject(' {"a": 1} '), { a: 1 });
  for (const text of ["1", "[1]", "null", '"x"', "{a: 1}", "{"]) {
    assert.equal(states.parseObject(text), null, text);
  }
});

test("commandIsSentAgainWithTheSameIdWhenTheHubWasNotReached", async () => {
  const sent = [];
  const post = async (path, sentCommand) => {
    sent.push(sentCommand.id);
    if (sent.length < 3) {
      throw Object.assign(new Error("unreachable"), { status: 0 });
    }
    return command("queued");
  };
  await sendCommand("api", { id: "same", action: "togglerele" }, { post, wait: async () => {} });
  assert.deepEqual(sent, ["same", "same", "same"]);
});

test("rejectedCommandIsNotSentAgain", async () => {
  let sent = 0;
  const post = async () => {
    sent++;
    throw Object.assign(new Error("no"), { status: 400 });
  };
  await assert.rejects(sendCommand("api", { id: "x" }, { post, wait: async () => {} }));
  assert.equal(sent, 1);
});

test("commandThatTheHubDoesNotTakeStaysListedWithItsReason", async () => {
  const fetchTexts = globalThis.fetch;
  globalThis.fetch = async () => ({ ok: false, status: 404, headers: new Headers(), json: async () => ({ detail: "no such node" }) });
  const nodeCommands = new NodeCommands("n", "admin");
  await assert.rejects(nodeCommands.send({ action: "togglerele" }));
  globalThis.fetch = fetchTexts;
  assert.equal(nodeCommands.all.length, 1);
  assert.deepEqual([nodeCommands.all[0].state, nodeCommands.all[0].reason], [states.UNSENT, "No such node."]);
  assert.ok(states.failed(nodeCommands.all[0]) && !states.isPending(nodeCommands.all[0]));
});

test("idsAreLongAndDiffer", () => {
  const ids = new Set(Array.from({ length: 1000 }, randomId));
  assert.equal(ids.size, 1000);
  assert.match([...ids][0], /^[0-9a-f]{32}$/);
});
