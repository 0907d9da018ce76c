// The time range of a page with charts: the bar and the notice in the top bar, and the updates of the figures.
import { h, icon } from "../dom.js";
import { timeRange } from "../format.js";
import { topbarTools } from "../frame.js";
import { t } from "../i18n.js";
import "./range-bar.js";
import { isLive, pace, RangeState } from "./range.js";

// The hub uses the same limit: a reading that arrives later than this is late.
const LATE_MILLIS = 60_000;

/** Whether a live reading arrived long after its time. */
export const isLate = (sent, time) => sent - time > LATE_MILLIS;

export class RangeFrame {
  state = new RangeState();
  #figures;
  #paused = h("div", { class: "notice", id: "paused", hidden: true });
  #seconds = 0;
  #refetchedAt = 0;
  #changed = () => this.#rangeChanged();

  /** `figures()` returns the current figures, each with `rangeChanged`, `advance` and `refetch`. */
  constructor(figures) {
    this.#figures = figures;
  }

  open() {
    this.state.open();
    this.state.addEventListener("change", this.#changed);
  }

  /** Puts bar and notice into the top bar. */
  show() {
    const bar = document.createElement("k-range-bar");
    bar.ranges = this.state;
    topbarTools().replaceChildren(bar);
    // In the top bar, which stays visible: people must see why nothing moves.
    topbarTools().after(this.#paused);
    this.#showPaused();
  }

  /** Removes them, for a part of the page without charts. */
  hide() {
    this.#paused.remove();
    topbarTools().replaceChildren();
  }

  close() {
    this.state.removeEventListener("change", this.#changed);
    this.state.close();
    this.hide();
  }

  /** Every second. */
  tick() {
    const { stepMillis, refetchMillis } = pace(this.state.current);
    this.#seconds++;
    if (stepMillis && this.#seconds % (stepMillis / 1000) === 0) {
      this.#each((figure) => figure.advance());
    }
    if (refetchMillis && performance.now() - this.#refetchedAt >= refetchMillis) {
      this.#refetchedAt = performance.now();
      this.#each((figure) => figure.refetch());
    }
  }

  #each(act) {
    for (const figure of this.#figures()) {
      act(figure);
    }
  }

  #rangeChanged() {
    this.#refetchedAt = performance.now();
    this.#showPaused();
    this.#each((figure) => figure.isConnected && figure.rangeChanged());
  }

  #showPaused() {
    const { current, lastLive } = this.state;
    this.#paused.hidden = isLive(current);
    if (!isLive(current)) {
      this.#paused.replaceChildren(
        icon("pause-circle"),
        h("span", {}, t("range.paused", { range: timeRange(current.from, current.to) })),
        h("button", { type: "button", class: "btn push", id: "back-to-live", on: { click: () => this.state.go(lastLive) } }, icon("play-fill"), t("range.back")),
      );
    }
  }
}
