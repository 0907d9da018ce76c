import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

const { Series } = await load("js/core/charts/series.js");

const raw = (...points) => {
  const series = new Series();
  series.load({ bucketMillis: 0, points }, 0);
  return series;
};
const times = (series) => series.mean.map(({ x }) => x);

test("aReadingThatCameTwiceIsOnePoint", () => {
  const series = raw([1000, 1], [2000, 2]);
  assert.equal(series.add(2000, 2), false);
  assert.deepEqual(times(series), [1000, 2000]);
});

test("twoValuesAtTheSameTimeAreTwoPoints", () => {
  const series = raw([1000, 1]);
  assert.equal(series.add(1000, 5), true);
  assert.equal(series.mean.length, 2);
});

test("aLateReadingIsPutInItsPlaceAndMarked", () => {
  const series = raw([1000, 1], [3000, 3]);
  series.add(2000, 2);
  assert.deepEqual(times(series), [1000, 2000, 3000]);
  assert.equal(series.mean[1].late, true);
});

test("readingsAreFoldedIntoTheLastBucketAndThenIntoNewOnes", () => {
  const series = new Series();
  series.load({ bucketMillis: 1000, points: [[10_000, 1, 3, 2, 2]] }, 10_500);
  series.add(10_600, 8);
  assert.deepEqual([series.mean[0].y, series.low[0].y, series.high[0].y], [4, 1, 8]);
  series.add(12_100, 5);
  assert.deepEqual(times(series), [10_500, 12_500]);
});

test("whatTheHistoryHasAlreadyIsNotCountedTwiceInABucket", () => {
  const series = new Series();
  series.load({ bucketMillis: 1000, points: [[10_000, 1, 3, 2, 2]] }, 10_500);
  assert.equal(series.add(10_400, 100), false);
  assert.equal(series.high[0].y, 3);
});

test("trimmingKeepsOnePointBeforeTheEdge", () => {
  const series = raw([1000, 1], [2000, 2], [3000, 3], [4000, 4]);
  series.trim(3000, 60_000);
  assert.deepEqual(times(series), [2000, 3000, 4000]);
});

test("aFloodOfRawReadingsBecomesBuckets", () => {
  const series = raw();
  for (let i = 0; i < 5000; i++) {
    series.add(i * 60, i % 2);
  }
  series.trim(0, 300_000);
  assert.ok(series.mean.length <= 601);
  assert.deepEqual([series.low[5].y, series.high[5].y], [0, 1]);
});

test("aGapIsThreeTimesTheUsualDistance", () => {
  const series = raw([0, 1], [1000, 1], [2000, 1], [3000, 1], [20_000, 1]);
  assert.equal(series.gapMillis, 3000);
  assert.equal(raw([0, 1], [1000, 1]).gapMillis, Infinity);
});

test("theNearestPointIsFound", () => {
  const series = raw([0, 1], [1000, 1], [5000, 1]);
  assert.deepEqual([-100, 400, 600, 3100, 9000].map((time) => series.nearest(time)), [0, 0, 1, 2, 2]);
  assert.equal(raw().nearest(1), -1);
});

test("lateReadingsOfTheHistoryAreMarked", () => {
  const series = new Series();
  series.load({ bucketMillis: 0, points: [[1000, 1], [2000, 2], [3000, 3]], late: [2000] }, 0);
  assert.deepEqual(series.mean.map(({ late }) => late === true), [false, true, false]);
  assert.deepEqual(series.late, [2000]);
});

test("aReadingThatComesLateIsNotedOnceInItsPlaceAlsoInBuckets", () => {
  const series = new Series();
  series.load({ bucketMillis: 1000, points: [[10_000, 1, 3, 2, 2]], late: [10_100] }, 0);
  series.add(10_050, 2, true);
  series.add(10_100, 2, true);
  series.add(10_900, 2, false);
  assert.deepEqual(series.late, [10_050, 10_100]);
  series.trim(10_060, 60_000);
  assert.deepEqual(series.late, [10_100]);
});
