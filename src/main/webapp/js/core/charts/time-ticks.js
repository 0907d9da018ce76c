// Ticks of the time axis at times that people count in: whole minutes, quarters, hours, midnights.
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

/** Ticks between two times, as many as fit into so many pixels. */
export function timeTicks(min, max, width) {
  const fit = (step) => Math.max(2, Math.floor((width || 400) / (step < MINUTE ? LONG_LABEL : SHORT_LABEL)));
  const step = STEPS.find((one) => (max - min) / one <= fit(one)) ?? STEPS.at(-1);
  const ticks = [];
  // Counted from the local midnight, and by days across a change of the clock.
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

// From midnight straight to the first tick that is seen.
function skip(at, min, step) {
  const missing = min - at.toMillis();
  return missing > step ? Math.floor(missing / step) * step : step;
}

/** What stands at a tick: a date at midnight, else the time as exactly as the ticks lie. */
export function tickLabel(value, index, ticks) {
  const time = DateTime.fromMillis(value).setLocale(locale);
  const step = ticks[index]?.step ?? ticks[0]?.step ?? MINUTE;
  if (step >= DAY || +time === +time.startOf("day")) {
    return time.toLocaleString({ month: "short", day: "numeric" });
  }
  return time.toFormat(step < MINUTE ? "HH:mm:ss" : "HH:mm");
}
