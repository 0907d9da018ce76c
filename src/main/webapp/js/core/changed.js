// Tints a value for one second after it changed. The class stays while the value keeps changing: restarting an
// animation a thousand times a second would cost more than everything else.
const TINT_MILLIS = 1000;

const tinted = new Map();
let timer = null;

/** Marks an element as changed now. */
export function markChanged(element) {
  if (!tinted.has(element)) {
    element.classList.add("changed");
  }
  tinted.set(element, performance.now() + TINT_MILLIS);
  timer ??= setTimeout(sweep, TINT_MILLIS);
}

function sweep() {
  const now = performance.now();
  let next = Infinity;
  for (const [element, until] of tinted) {
    if (until <= now) {
      element.classList.remove("changed");
      tinted.delete(element);
    } else {
      next = Math.min(next, until - now);
    }
  }
  timer = tinted.size > 0 ? setTimeout(sweep, Math.max(50, next)) : null;
}
