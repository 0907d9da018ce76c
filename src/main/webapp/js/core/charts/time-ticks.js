// Ticks of the time axis at round times: minutes, quarters of an hour, hours, midnights.
import { DateTime } from "luxon";
import { locale } from "../i18n.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
];
// With the gap to the next one.
const SHORT_LABEL = 62;
const LONG_LABEL = 80;

/** As many ticks between two times as fit into a width in pixels. */
export function timeTicks(min, max, width) {
  const fit = (step) => Math.max(2, Math.floor((width || 400) / (step < MINUTE ? LONG_LABEL : SHORT_LABEL)));
  const step = STEPS.find((one) => (max - min) / one <= fit(one)) ?? STEPS.at(-1);
  const ticks = [];
  // Counted from local midnight, and by days when the clock changes.
  for (let at = DateTime.fromMillis(min).startOf("day"); ticks.length <= fit(step); ) {
    const next = step >= DAY ? at.plus({ days: step / DAY }) : at.plus({ milliseconds: skip(at, min, step) });
    if (at.toMillis() > max) {
      break;
    }
    if (at.toMillis() >= min) {
      ticks.push({ value: at.toMillis(), step });
    }
    at = next;
  }
  return ticks;
}

// From midnight directly to the first visible tick.
function skip(at, min, step) {
  const missing = min - at.toMillis();
  return missing > step ? Math.floor(missing / step) * step : step;
}

/** The label of a tick: a date at midnight, else the time, with seconds when ticks are that close. */
export function tickLabel(value, index, ticks) {
  const time = DateTime.fromMillis(value).setLocale(locale);
  const step = ticks[index]?.step ?? ticks[0]?.step ?? MINUTE;
  if (step >= DAY || +time === +time.startOf("day")) {
    return time.toLocaleString({ month: "short", day: "numeric" });
  }
  return time.toFormat(step < MINUTE ? "HH:mm:ss" : "HH:mm");
}
