// The time axis of a live chart: it moves without a new computation of options and layout by Chart.js.
import { TimeScale } from "chart.js";

export class MovingScale extends TimeScale {
  static id = "moving";
  static defaults = TimeScale.defaults;
  #moved = null;

  init(...options) {
    this.#moved = null;
    super.init(...options);
  }

  /** Shows this range of time, in epoch milliseconds, until the next update. */
  moveTo(from, to) {
    Object.assign(this, { min: from, max: to });
    this.#moved = { min: from, max: to, minDefined: true, maxDefined: true };
  }

  /** These bounds decide which points are drawn. */
  getUserBounds() {
    return this.#moved ?? super.getUserBounds();
  }
}
