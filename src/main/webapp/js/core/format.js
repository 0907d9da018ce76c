// Numbers with their units, durations and times as people read them.
import { has, locale, t } from "./i18n.js";

const SCALES = {
  B: ["B", "kB", "MB", "GB", "TB", "PB"],
  "B/s": ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"],
  Hz: ["Hz", "kHz", "MHz", "GHz"],
};
// Counts need no "1" in the unit: "12 /s".
const SHOWN = { "1/s": "/s" };
const HOST_METRIC =
  /^(cpu|disk|drive|net|temperature|fan|battery)\/(.+?)(?:\/(used|total|inodes|inodes_total|read|write|reads|writes|busy|in|out|(?:packets|errors|drops|total)_(?:in|out)))?$/;
const formats = new Map();

function numberFormat(decimals) {
  if (!formats.has(decimals)) {
    formats.set(
      decimals,
      new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
    );
  }
  return formats.get(decimals);
}

/** How many decimals show a number without noise: 3 significant digits, at most 4 decimals. */
export function decimalsFor(value) {
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) {
    return size >= 100 && size < 1000 && !Number.isInteger(value) ? 1 : 0;
  }
  return size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 4;
}

/** A bare number. */
export function number(value, decimals = decimalsFor(value)) {
  return numberFormat(decimals).format(value);
}

/**
 * A value and its unit, separately, because they are shown in different sizes.
 *
 * @param {number|string} value a text is returned unchanged
 * @param {string} [unit] bytes, bytes per second and hertz are scaled, long times in seconds are spelt out
 * @param {number} [decimals] fixed, so that a changing value keeps its width
 */
export function quantity(value, unit = "", decimals) {
  if (typeof value !== "number") {
    return { text: String(value), unit: "" };
  }
  if (SCALES[unit]) {
    const { factor, unit: scaled } = scaleFor(value, unit);
    const number_ = value / factor;
    return { text: number(number_, factor === 1 ? 0 : number_ >= 100 ? 0 : number_ >= 10 ? 1 : 2), unit: scaled };
  }
  if (unit === "s" && Math.abs(value) >= 600) {
    return { text: duration(value * 1000), unit: "" };
  }
  if (unit === "%") {
    return { text: number(value, 1), unit };
  }
  return { text: number(value, decimals), unit: SHOWN[unit] ?? unit };
}

/** The factor to divide a value by, and its unit then; a kilobyte has 1000 bytes, as on the label of a disk. */
export function scaleFor(value, unit) {
  const names = SCALES[unit];
  if (!names) {
    return { factor: 1, unit: SHOWN[unit] ?? unit };
  }
  const step = Math.min(names.length - 1, Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1) / 3)));
  return { factor: 1000 ** step, unit: names[step] };
}

/** `quantity` as one text. */
export function quantityText(value, unit, decimals) {
  const parts = quantity(value, unit, decimals);
  return parts.unit ? `${parts.text} ${parts.unit}` : parts.text;
}

/** A length of time in its two largest units: "12 s", "4 min", "3 h 20 min", "2 d 5 h". */
export function duration(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) {
    return t("duration.seconds", { n: seconds });
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return t("duration.minutes", { n: minutes });
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? pair("duration.hours", hours, "duration.minutes", minutes % 60)
    : pair("duration.days", Math.floor(hours / 24), "duration.hours", hours % 24);
}

function pair(largeKey, large, smallKey, small) {
  const first = t(largeKey, { n: large });
  return small === 0 ? first : `${first} ${t(smallKey, { n: small })}`;
}

/** How long ago: "just now", "2 s ago". */
export function age(millis) {
  return millis < 1000 ? t("age.now") : t("age.ago", { duration: duration(millis) });
}

const lazy = (options) => {
  let format;
  return (time) => (format ??= new Intl.DateTimeFormat(locale, options)).format(time);
};

/** Time of day to the second, local. */
export const clock = lazy({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
/** Date and time of day, local. */
export const dateTime = lazy({
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** Day and time of day without the year. */
export const dayTime = lazy({
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** A range of time; parts that both ends share are written once. */
export function timeRange(from, to) {
  const options = { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" };
  return new Intl.DateTimeFormat(locale, options).formatRange(from, to);
}

/** The name of the time zone in which times are shown. */
export function zone() {
  return new Intl.DateTimeFormat(locale).resolvedOptions().timeZone.replaceAll("_", " ");
}

/** The name of a metric. Only host metrics have texts; the metrics of other nodes keep the names that they have. */
export function metricLabel(metric, kind) {
  if (kind !== "host") {
    return metric;
  }
  if (has(`metric.${metric}`)) {
    return t(`metric.${metric}`);
  }
  const [, family, device, part] = HOST_METRIC.exec(metric) ?? [];
  const key = `metric.${family}/*${part ? `/${part}` : ""}`;
  return family && has(key) ? t(key, { name: device === "root" ? "/" : device.replace(/^core/, "") }) : metric;
}
