// One render for everything that changed. Alone, a change is painted in the next frame; busy, what
// gathered in a tenth of a second is painted together: nobody reads faster, and it saves the core.
// A hidden tab gets no animation frames, so it renders nothing and catches up when shown.
const BUSY_GAP_MILLIS = 100;
// Of the 16 ms of a frame; what does not fit is rendered in the next one, so that none is missed.
const FRAME_SHARE_MILLIS = 8;

const dirty = new Set();
let waiting = false;
let last = 0;

/** Has `view.render()` called once, soon. */
export function renderSoon(view) {
  dirty.add(view);
  if (!waiting) {
    waiting = true;
    const wait = BUSY_GAP_MILLIS - (performance.now() - last);
    if (wait > 0) {
      setTimeout(() => requestAnimationFrame(flush), wait);
    } else {
      requestAnimationFrame(flush);
    }
  }
}

/** Takes back what is no longer shown. */
export function forget(view) {
  dirty.delete(view);
}

function flush() {
  waiting = false;
  last = performance.now();
  for (const view of [...dirty]) {
    if (performance.now() - last > FRAME_SHARE_MILLIS) {
      waiting = true;
      requestAnimationFrame(flush);
      return;
    }
    dirty.delete(view);
    try {
      view.render();
    } catch (failure) {
      // One broken view must not stop the others.
      console.error(failure);
    }
  }
}
