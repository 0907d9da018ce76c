// The axis of time of a live chart: it moves on without Chart.js' working out options and layout anew.
import { TimeScale } from "chart.js";

export class MovingScale extends TimeScale {
  static id = "moving";
  static defaults = TimeScale.defaults;
  #moved = null;

  init(...options) {
    this.#moved = null;
    super.init(...options);
  }

  /** Shows this stretch of time, in epoch milliseconds, until the next update. */
  moveTo(from, to) {
    Object.assign(this, { min: from, max: to });
    this.#moved = { min: from, max: to, minDefined: true, maxDefined: true };
  }

  /** Which points are drawn is decided by this. */
  getUserBounds() {
    return this.#moved ?? super.getUserBounds();
  }
}
