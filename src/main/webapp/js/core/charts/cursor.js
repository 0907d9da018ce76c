// One cursor for all charts of the page: a time, or null.
class Cursor extends EventTarget {
  time = null;

  move(time) {
    if (time !== this.time) {
      this.time = time;
      this.dispatchEvent(new Event("move"));
    }
  }
}

export const cursor = new Cursor();
