// The hub's clock as far as it is known, and one tick a second for everything that counts.

const JUMP_MILLIS = 10_000;

let offset = 0;
let precision = Infinity;

/** The hub's time in milliseconds. */
export function hubNow() {
  return Date.now() + offset;
}

/**
 * Learns what time it is at the hub.
 *
 * @param {number} time the hub's clock
 * @param {number} millis how exact that is; a rougher answer than the one known is not used
 */
export function learnHubTime(time, millis) {
  // A header's date is cut to the second: half a second late on average.
  const found = time + (millis >= 1000 ? 500 : 0) - Date.now();
  // Far from what was known: one of the two clocks was set.
  if (millis <= precision || Math.abs(found - offset) > JUMP_MILLIS) {
    offset = found;
    precision = millis;
  }
}

const listeners = new Set();
let timer = null;

function run() {
  for (const listener of listeners) {
    listener();
  }
}

function adjust() {
  const wanted = listeners.size > 0 && !document.hidden;
  if (wanted && timer === null) {
    timer = setInterval(run, 1000);
    run();
  } else if (!wanted && timer !== null) {
    clearInterval(timer);
    timer = null;
  }
}

if (globalThis.document) {
  document.addEventListener("visibilitychange", adjust);
}

/** Calls back every second while the page is visible, and at once when it is shown again. */
export function everySecond(listener) {
  listeners.add(listener);
  adjust();
  return () => {
    listeners.delete(listener);
    adjust();
  };
}
