// Renders all changes together. A single change is painted in the next frame; many changes are collected for
// 100 ms, because people do not read faster and it saves CPU. A hidden tab gets no animation frames, so it
// renders nothing and catches up when it is shown.
const BUSY_GAP_MILLIS = 100;
// Of the 16 ms of a frame; the rest is rendered in the next one, so that no frame is dropped.
const FRAME_SHARE_MILLIS = 8;

const dirty = new Set();
let scheduled = false;
let last = 0;

/** Calls `view.render()` once, soon. */
export function renderSoon(view) {
  dirty.add(view);
  if (!scheduled) {
    scheduled = true;
    const wait = BUSY_GAP_MILLIS - (performance.now() - last);
    if (wait > 0) {
      setTimeout(() => requestAnimationFrame(flush), wait);
    } else {
      requestAnimationFrame(flush);
    }
  }
}

/** Cancels the render of a view that is no longer shown. */
export function cancelRender(view) {
  dirty.delete(view);
}

function flush() {
  scheduled = false;
  last = performance.now();
  for (const view of [...dirty]) {
    if (performance.now() - last > FRAME_SHARE_MILLIS) {
      scheduled = true;
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
