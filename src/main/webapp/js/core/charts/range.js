// The visible range of time. It is in the page's address, so that people can send it and the browser's "back"
// undoes a zoom.

const SECOND = 1000;
const HOUR = 3_600_000;

/** The ranges that end now, and how each follows the time: by readings, or by fetching again. */
export const presets = {
  "5m": { millis: 300 * SECOND, stepMillis: SECOND },
  "1h": { millis: HOUR, stepMillis: 5 * SECOND },
  "24h": { millis: 24 * HOUR, refetchMillis: 120 * SECOND },
  "7d": { millis: 7 * 24 * HOUR, refetchMillis: 900 * SECOND },
  "30d": { millis: 30 * 24 * HOUR, refetchMillis: HOUR },
};
/** The key of a custom range, as in the address of the page. */
export const CUSTOM = "own";
const MIN_MILLIS = SECOND;

/** A range: `key` of a preset, or `own` with `from` and `to`. */
export function parseRange(parameters) {
  const key = parameters.get("range") ?? "5m";
  const from = Date.parse(parameters.get("from") ?? "");
  const to = Date.parse(parameters.get("to") ?? "");
  if (key === CUSTOM && from < to) {
    return { key, from, to };
  }
  return { key: presets[key] ? key : "5m" };
}

/** The range as parameters of an address. */
export function rangeParameters({ key, from, to }) {
  return key === CUSTOM
    ? { range: key, from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    : { range: key };
}

/** Start and end in epoch milliseconds. */
export function span(range, now) {
  return range.key === CUSTOM ? [range.from, range.to] : [now - presets[range.key].millis, now];
}

/** Whether it moves with the clock. */
export const isLive = (range) => range.key !== CUSTOM;
/** Whether it shows each new reading. */
export const followsReadings = (range) => isLive(range) && presets[range.key].stepMillis !== undefined;
/** How often it moves by itself (`stepMillis`) or is fetched again (`refetchMillis`). */
export const pace = (range) => presets[range.key] ?? {};

/** A custom range of at least a second, never in the future. */
export function customRange(from, to, now) {
  const end = Math.min(Math.round(to), Math.round(now));
  return { key: CUSTOM, from: Math.min(Math.round(from), end - MIN_MILLIS), to: end };
}

/** The range after zooming by a factor (below 1 zooms in) around a time. */
export function zoomed(range, factor, around, now) {
  const [from, to] = span(range, now);
  if (factor > 1 && isLive(range)) {
    const wider = Object.keys(presets).find((key) => presets[key].millis > presets[range.key].millis);
    return wider ? { key: wider } : range;
  }
  const middle = around ?? (isLive(range) ? to : (from + to) / 2);
  return customRange(middle - (middle - from) * factor, middle + (to - middle) * factor, now);
}

/** The range before (-1) or after (1), which overlaps this one by half. */
export function shifted(range, direction, now) {
  const [from, to] = span(range, now);
  const step = ((to - from) / 2) * direction;
  const end = Math.min(to + step, now);
  return customRange(end - (to - from), end, now);
}

/** The current range, stored in the address; fires `change`. */
export class RangeState extends EventTarget {
  current = parseRange(new URLSearchParams(location.search));
  /** The last range that followed the clock, for "back to live". */
  lastLive = isLive(this.current) ? this.current : { key: "5m" };
  #popped = () => this.#set(parseRange(new URLSearchParams(location.search)));

  open() {
    history.replaceState({ depth: history.state?.depth ?? 0 }, "");
    addEventListener("popstate", this.#popped);
  }

  close() {
    removeEventListener("popstate", this.#popped);
  }

  go(range) {
    const url = new URL(location.href);
    ["range", "from", "to"].forEach((name) => url.searchParams.delete(name));
    Object.entries(rangeParameters(range)).forEach(([name, value]) => url.searchParams.set(name, value));
    history.pushState({ depth: (history.state?.depth ?? 0) + 1 }, "", url);
    this.#set(range);
  }

  /** Undoes the last change, if it was made on this page. */
  back() {
    if ((history.state?.depth ?? 0) > 0) {
      history.back();
    }
  }

  #set(range) {
    this.current = range;
    if (isLive(range)) {
      this.lastLive = range;
    }
    this.dispatchEvent(new Event("change"));
  }
}
