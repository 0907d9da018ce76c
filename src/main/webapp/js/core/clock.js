// An estimate of the hub's clock, and one tick a second for all ages and countdowns.

const JUMP_MILLIS = 10_000;

let offset = 0;
let precision = Infinity;

/** The hub's time in milliseconds. */
export function hubNow() {
  return Date.now() + offset;
}

/**
 * Improves the estimate of the hub's clock.
 *
 * @param {number} time the hub's time
 * @param {number} millis its uncertainty; a less exact time than the known one is not used
 */
export function learnHubTime(time, millis) {
  // An HTTP Date has whole seconds: it is half a second late on average.
  const found = time + (millis >= 1000 ? 500 : 0) - Date.now();
  // A large difference means that one of the two clocks was set.
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
