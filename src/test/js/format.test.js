import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./environment.js";

const format = await load("js/core/format.js");
const { t } = await load("js/core/i18n.js");

const rows = [
  [21.5, "°C", "21.5 °C"],
  [0, "%", "0.0 %"],
  [41.832, "%", "41.8 %"],
  [4112445440, "B", "4.11 GB"],
  [999, "B", "999 B"],
  [0, "B", "0 B"],
  [1520, "B/s", "1.52 kB/s"],
  [219327, "s", "2 d 12 h"],
  [42, "s", "42 s"],
  [1234.5, "lx", "1,235 lx"],
  [-3.14159, "V", "-3.14 V"],
  [1.8e9, "Hz", "1.80 GHz"],
  ["open", undefined, "open"],
  [0.00042, "A", "0.0004 A"],
];

for (const [value, unit, text] of rows) {
  test(`${value} ${unit ?? ""} is shown as ${text}`, () => assert.equal(format.quantityText(value, unit), text));
}

test("durationsAreShownInTheirTwoLargestUnits", () => {
  assert.deepEqual(
    [0, 59_000, 61_000, 3_600_000, 5_400_000, 90_000_000].map(format.duration),
    ["0 s", "59 s", "1 min", "1 h", "1 h 30 min", "1 d 1 h"],
  );
});

test("anAgeOfTheFutureIsNow", () => assert.equal(format.age(-5000), "just now"));

test("metricsOfAHostHaveNamesAndOthersKeepTheirs", () => {
  assert.equal(format.metricLabel("disk/root", "host"), "Disk /");
  assert.equal(format.metricLabel("disk/boot_firmware/used", "host"), "Disk boot_firmware, used");
  assert.equal(format.metricLabel("net/eth0/in", "host"), "eth0 in");
  assert.equal(format.metricLabel("cpu/core3", "host"), "Core 3");
  assert.equal(format.metricLabel("cpu", "node"), "cpu");
  assert.equal(format.metricLabel("fan/1", "host"), "Fan 1");
  assert.equal(format.metricLabel("cpu/user", "host"), "CPU, user");
  assert.equal(format.metricLabel("disk/root/inodes_total", "host"), "Disk /, inodes");
  assert.equal(format.metricLabel("net/eth0/packets_in", "host"), "eth0, packets in");
  assert.equal(format.metricLabel("boiler/1", "host"), "boiler/1");
});

test("pluralsFollowTheLanguage", () => {
  assert.equal(t("summary.hidden", { n: 1 }), "Show 1 hidden card");
  assert.equal(t("summary.hidden", { n: 2 }), "Show 2 hidden cards");
});
