import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

const { backoffMillis } = await load("js/core/backoff.js");
const { mergedTopics, sinceWhen, withoutTopics } = await load("js/core/live-topics.js");

test("waitsDoubleFromHalfASecondToHalfAMinute", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 7, 100].map((attempt) => backoffMillis(attempt, () => 1));
  assert.deepEqual(longest, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test("aThousandPagesDoNotComeBackTogether", () => {
  const waits = new Set(Array.from({ length: 1000 }, () => backoffMillis(5)));
  assert.ok(waits.size > 500);
  assert.ok(Math.min(...waits) >= 8000 && Math.max(...waits) <= 16_000);
});

test("topicsOfAllViewsAreRequestedOnce", () => {
  const views = [[{ node: "a" }, { node: "b", metric: "cpu" }], [{ node: "a" }, { node: "b" }]].map((topics) => ({ topics: () => topics }));
  assert.deepEqual(mergedTopics(views), [{ node: "a" }, { node: "b", metric: "cpu" }, { node: "b" }]);
});

test("missedReadingsStartAtTheNewestReadingButNeverAfterTheHubsLastMessage", () => {
  const view = (time) => ({ newest: () => time });
  assert.equal(sinceWhen([view(100), view(300), view(undefined), {}], 1000), 300);
  assert.equal(sinceWhen([view(5000)], 1000), 1000);
  assert.equal(sinceWhen([{}], 1000), 1000);
});

test("topicsOfAnotherViewStay", () => {
  const gone = [{ node: "a" }, { node: "b", metric: "cpu" }, { node: "c", metric: "cpu" }];
  assert.deepEqual(withoutTopics(gone, [{ node: "a" }, { node: "b" }, { node: "c", metric: "cpu" }]), [{ node: "b", metric: "cpu" }]);
});
