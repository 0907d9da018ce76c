// The base of every chart figure: it does nothing until it is visible, then fetches the range, then follows the
// live readings. Cursor, theme and range are those of the page. A subclass draws.
import { hubNow } from "../clock.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { cancelRender, renderSoon } from "../render.js";
import { cursor } from "./cursor.js";
import { fetchAll } from "./history.js";
import { plotControls } from "./plot-controls.js";
import { followsReadings, isLive, span } from "./range.js";
import { Series } from "./series.js";

const MOVED_MILLIS = 1500;
// Redraws a line only after it moved this far: not every chart at every reading.
const MOVED_PIXELS = 2;
const MAX_STEP_MILLIS = 2000;
const TRIM_EVERY = 500;

export class LiveFigure extends HTMLElement {
  /** Set before it is connected: `{node: {id}, ranges, label, seen?(visible)}` and what the subclass needs. */
  model;
  /** The lines: `{metric, newest: {time, value}, series}`; made by the subclass in `build`. */
  lines = [];
  chart = null;
  visible = false;
  loaded = false;
  canvas = h("canvas", {});
  plot = null;
  controls = null;
  /** The number of points to fetch. */
  points = 500;
  #line = h("div", { class: "cursor-line", hidden: true });
  #message = h("p", { class: "plot-message", hidden: true });
  #fetching = null;
  #early = [];
  #drawnAt = 0;
  #fresh = false;
  #added = 0;
  #observer = new IntersectionObserver(([entry]) => this.#seen(entry.isIntersecting), { rootMargin: "150px" });
  #moved = () => this.visible && this.showCursor();
  #themed = () => this.chart && (this.paint(), this.redraw());

  connectedCallback() {
    this.build();
    this.#observer.observe(this);
    cursor.addEventListener("move", this.#moved);
    addEventListener("kymata:theme", this.#themed);
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    cursor.removeEventListener("move", this.#moved);
    removeEventListener("kymata:theme", this.#themed);
    this.#fetching?.abort();
    this.chart?.destroy();
    this.chart = null;
    this.visible = this.loaded = false;
    cancelRender(this);
  }

  get ranges() {
    return this.model.ranges;
  }

  /** The series that the keyboard steps through. */
  get series() {
    return this.lines[0].series;
  }

  /** A line of a metric whose newest reading is known, `{metric, unit, value, time}`. */
  lineOf(reading) {
    return { metric: reading.metric, newest: reading, series: new Series() };
  }

  /** The plot with its canvas, the cursor and a message; `more` lies above them. */
  plotBox(data, ...more) {
    this.plot = h("div", { class: "plot", data }, this.canvas, this.#line, ...more, this.#message);
    this.controls = plotControls(this.plot, this, this.model.label);
    return this.plot;
  }

  /** The range changed: moves the drawing at once, and fetches the missing points. */
  rangeChanged() {
    this.loaded = false;
    if (this.visible) {
      this.#draw();
      this.#load();
    }
  }

  /** Fetches again: after too many missed readings, or by the slow timer of a long range. */
  refetch() {
    this.loaded = false;
    this.visible && this.#load();
  }

  /** Takes a live reading; `late` says that it arrived long after its time. */
  takeReading(metric, time, value, late) {
    const line = this.lines.find((one) => one.metric === metric);
    if (!line || typeof value !== "number") {
      return;
    }
    if (time >= line.newest.time) {
      line.newest = { ...line.newest, time, value };
    }
    if (followsReadings(this.ranges.current)) {
      if (this.#fetching) {
        this.#early.push([line, time, value, late]);
      } else if (this.loaded) {
        line.series.add(time, value, late);
        this.#bound();
      }
    }
    renderSoon(this);
  }

  // A hidden tab does not move its window, but its readings keep coming.
  #bound() {
    if (++this.#added >= TRIM_EVERY) {
      this.#added = 0;
      this.#trim();
    }
  }

  #trim() {
    const [from, to] = this.span();
    this.lines.forEach(({ series }) => series.trim(from, to - from));
  }

  /** Moves a live window with the clock. */
  advance() {
    this.#trim();
    // Mostly a reading has just moved it: draws it once, not twice.
    if (this.visible && performance.now() - this.#drawnAt > MOVED_MILLIS) {
      renderSoon(this);
    }
  }

  render() {
    if (this.visible) {
      this.showNewest();
      if (!this.#fresh || performance.now() - this.#drawnAt >= Math.min(MAX_STEP_MILLIS, this.stepMillis())) {
        this.#draw();
      }
    }
  }

  /** The time in which the drawing changes visibly. */
  stepMillis() {
    const [from, to] = this.span();
    // The chart knows its width; reading it from the element would force a layout.
    return ((to - from) * MOVED_PIXELS) / (this.chart?.width || 1);
  }

  /** Draws at once, even if it was drawn a moment ago. */
  redraw() {
    this.#fresh = false;
    renderSoon(this);
  }

  span() {
    return span(this.ranges.current, hubNow());
  }

  #seen(visible) {
    this.visible = visible;
    this.model.seen?.(visible);
    if (visible) {
      this.loaded ? this.redraw() : this.#load();
    }
  }

  async #load() {
    this.#fetching?.abort();
    const fetching = new AbortController();
    this.#fetching = fetching;
    this.#early = [];
    const [from, to] = this.span();
    const asked = hubNow();
    // A node's clock may be ahead of the hub's: the end of a live range is a minute later.
    const end = isLive(this.ranges.current) ? to + 60_000 : to;
    try {
      const metrics = this.lines.map(({ metric }) => metric);
      const found = await fetchAll({ node: this.model.node.id, metrics, from, to: end, points: this.points }, fetching.signal);
      this.lines.forEach(({ series }, i) => series.load(found[i], asked));
      this.#early.forEach(([line, ...reading]) => line.series.add(...reading));
      this.loaded = true;
      this.#say("");
    } catch (failure) {
      if (failure.name === "AbortError") {
        return;
      }
      this.#say(failure.message, true);
    }
    if (this.#fetching === fetching) {
      this.#fetching = null;
    }
    if (this.visible) {
      this.showNewest();
      this.#draw();
      // So that not all charts draw at the same reading.
      this.#drawnAt -= Math.random() * this.stepMillis();
    }
  }

  #draw() {
    this.#drawnAt = performance.now();
    this.#fresh = true;
    if (!this.chart) {
      this.chart = this.makeChart((from, to) => this.controls.zoomedTo(from, to));
      this.paint();
    }
    const [from, to] = this.span();
    this.drawn(from, to);
    const points = this.lines.reduce((max, { series }) => Math.max(max, series.countBetween(from, to)), 0);
    this.plot.dataset.points = String(points);
    if (this.loaded) {
      this.#say(points === 0 ? t("chart.empty") : "");
    }
    this.showCursor();
  }

  #say(text, retry = false) {
    this.#message.hidden = text === "";
    this.#message.replaceChildren(text, retry ? h("button", { type: "button", class: "btn", on: { click: () => this.#load() } }, t("action.retry")) : "");
  }

  /** The index of the point of a series under the cursor, or -1. */
  indexAt(series) {
    const [from, to] = this.span();
    const i = cursor.time === null ? -1 : series.nearest(cursor.time);
    const point = series.mean[i];
    return this.chart && point && point.x >= from && point.x <= to ? i : -1;
  }

  /** Moves the cursor's line to a time, or hides it; returns its position in pixels. */
  moveLine(time) {
    this.#line.hidden = time === undefined;
    if (time === undefined) {
      return 0;
    }
    const { chartArea, scales } = this.chart;
    const left = scales.x.getPixelForValue(time);
    this.#line.style.transform = `translateX(${left}px)`;
    this.#line.style.top = `${chartArea.top}px`;
    this.#line.style.height = `${chartArea.height}px`;
    return left;
  }
}
