// <k-metric-chart>: one metric as a figure: name and values above, the line, and the same as a table.
// Nothing is fetched or drawn before the figure comes into sight.
import { markChanged } from "../changed.js";
import { hubNow } from "../clock.js";
import { h, setText } from "../dom.js";
import { decimalsFor, quantity } from "../format.js";
import { t } from "../i18n.js";
import { seriesToken } from "../palette.js";
import { forget, renderSoon } from "../render.js";
import { createChart, paint, update } from "./chart-setup.js";
import { cursor } from "./cursor.js";
import { figureHead } from "./figure-head.js";
import { fetchSeries } from "./history.js";
import { extremesText, pointText } from "./legend.js";
import { plotControls } from "./plot-controls.js";
import { followsReadings, isLive, span } from "./range.js";
import { Series } from "./series.js";
import { pointsTable } from "./table.js";

const POINTS = 500;
const DAY = 86_400_000;
const HALF_A_SECOND = 500;
const TRIM_EVERY = 500;

class MetricChart extends HTMLElement {
  /** Set before it is connected: `{node, reading, label, percent, ranges}`. */
  model;
  series = new Series();
  #head;
  #plot;
  #canvas = h("canvas", {});
  #line = h("div", { class: "cursor-line", hidden: true });
  #dot = h("div", { class: "cursor-dot", hidden: true });
  #message = h("p", { class: "plot-message", hidden: true });
  #late = h("span", {});
  #legend = h("p", { class: "late-legend", hidden: true }, h("span", { class: "late-mark" }), this.#late);
  #table = null;
  #chart = null;
  #visible = false;
  #loaded = false;
  #fetching = null;
  #early = [];
  #newest;
  #decimals = 0;
  #controls = null;
  #drawnAt = 0;
  #added = 0;
  #observer = new IntersectionObserver(([entry]) => this.#seen(entry.isIntersecting), { rootMargin: "150px" });
  #moved = () => this.#visible && this.#showCursor();
  #themed = () => this.#chart && (paint(this.#chart, seriesToken(this.model.reading.metric)), this.render());

  connectedCallback() {
    const { reading, label, node } = this.model;
    this.#newest = reading;
    this.#table = pointsTable(label, reading.unit);
    this.#head = figureHead({
      label,
      colour: seriesToken(reading.metric),
      csv: { node: node.id, metric: reading.metric, span: () => this.#span() },
      tableShown: (shown) => this.#showTable(shown),
    });
    this.#plot = h("div", { class: "plot", data: { points: "0", newest: String(reading.time) } }, this.#canvas, this.#line, this.#dot, this.#message);
    this.#controls = plotControls(this.#plot, this, label);
    this.replaceChildren(
      h("figure", { class: "metric", data: { metric: reading.metric } }, this.#head.element, this.#plot, this.#table.element, this.#legend),
    );
    this.#observer.observe(this);
    cursor.addEventListener("move", this.#moved);
    addEventListener("kymata:theme", this.#themed);
    this.#showNewest(true);
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    cursor.removeEventListener("move", this.#moved);
    removeEventListener("kymata:theme", this.#themed);
    this.#fetching?.abort();
    this.#chart?.destroy();
    this.#chart = null;
    this.#loaded = false;
    forget(this);
  }

  get chart() {
    return this.#chart;
  }

  get ranges() {
    return this.model.ranges;
  }

  /** The range changed: what is drawn moves at once, what is missing is fetched. */
  rangeChanged() {
    this.#loaded = false;
    if (this.#visible) {
      this.#draw();
      this.#load();
    }
  }

  /** Fetches again: more was missed than was sent, or the slow timer of a long range. */
  refetch() {
    this.#loaded = false;
    this.#visible && this.#load();
  }

  /** Takes a reading that came live; `late` says that it came long after its time. */
  take(time, value, late) {
    if (typeof value !== "number") {
      return;
    }
    if (time >= this.#newest.time) {
      this.#newest = { ...this.#newest, time, value };
    }
    if (followsReadings(this.ranges.current)) {
      if (this.#fetching) {
        this.#early.push([time, value, late]);
      } else if (this.#loaded) {
        this.series.add(time, value, late);
        this.#bound();
      }
    }
    renderSoon(this);
  }

  // A hidden tab has no clock that moves its window on, but its readings go on coming.
  #bound() {
    if (++this.#added >= TRIM_EVERY) {
      this.#added = 0;
      const [from, to] = this.#span();
      this.series.trim(from, to - from);
    }
  }

  /** The clock went on: a live window moves. */
  advance() {
    const [from, to] = this.#span();
    this.series.trim(from, to - from);
    // A reading has just moved it, most of the time.
    if (this.#visible && performance.now() - this.#drawnAt > HALF_A_SECOND) {
      renderSoon(this);
    }
  }

  render() {
    if (this.#visible) {
      this.#showNewest();
      this.#draw();
    }
  }

  #span() {
    return span(this.ranges.current, hubNow());
  }

  #seen(visible) {
    this.#visible = visible;
    if (visible) {
      this.#loaded ? this.render() : this.#load();
    }
  }

  async #load() {
    this.#fetching?.abort();
    const fetching = new AbortController();
    this.#fetching = fetching;
    this.#early = [];
    const [from, to] = this.#span();
    const asked = hubNow();
    // A node's clock may be ahead of the hub's: of a live range the end is left open by a little.
    const end = this.ranges.current.key === "own" ? to : to + 60_000;
    try {
      const history = await fetchSeries(
        { node: this.model.node.id, metric: this.#newest.metric, from, to: end, points: POINTS },
        fetching.signal,
      );
      this.series.load(history, asked);
      this.#early.forEach((reading) => this.series.add(...reading));
      this.#loaded = true;
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
    this.render();
  }

  #draw() {
    this.#drawnAt = performance.now();
    const { reading, percent } = this.model;
    if (!this.#chart) {
      this.#chart = createChart(this.#canvas, {
        unit: reading.unit,
        percent,
        zoomed: (from, to) => this.#controls.zoomedTo(from, to),
      });
      paint(this.#chart, seriesToken(reading.metric));
    }
    const [from, to] = this.#span();
    const last = this.series.mean.at(-1);
    // The line may end in a bucket's mean; what stands there is the newest value itself.
    const end = isLive(this.ranges.current) ? this.#newest.value : last?.y;
    update(this.#chart, this.series, from, to, last ? quantity(end, reading.unit, this.#decimals).text : "");
    const drawn = this.series.mean.filter(({ x }) => x >= from && x <= to).length;
    this.#plot.dataset.points = String(drawn);
    this.#plot.dataset.newest = String(last?.x ?? "");
    if (this.#loaded) {
      this.#say(drawn === 0 ? t("chart.empty") : "");
      this.#table.show(this.series, from, to, this.#decimals);
    }
    this.#showLate(from, to);
    this.#showCursor();
  }

  #showLate(from, to) {
    const n = this.series.late.filter((time) => time >= from && time <= to).length;
    this.#legend.hidden = n === 0;
    setText(this.#late, n === 0 ? "" : t("chart.late", { n }));
  }

  #say(text, retry = false) {
    this.#message.hidden = text === "";
    this.#message.replaceChildren(
      text,
      retry ? h("button", { type: "button", class: "btn", on: { click: () => this.#load() } }, t("action.retry")) : "",
    );
  }

  #showNewest(first = false) {
    const { unit } = this.#newest;
    // In the past the last value of that time stands there: nothing moves while live is paused.
    const last = isLive(this.ranges.current) ? undefined : this.series.mean.findLast(({ x }) => x <= this.#span()[1]);
    const value = last?.y ?? this.#newest.value;
    this.#decimals = Math.min(2, Math.max(this.#decimals, decimalsFor(value)));
    const parts = quantity(value, unit, this.#decimals);
    if (setText(this.#head.value, parts.text) && !first) {
      markChanged(this.#head.value);
    }
    setText(this.#head.unit, parts.unit);
  }

  // The legend has its place whether there is a cursor or not, so nothing jumps.
  #showCursor() {
    const [from, to] = this.#span();
    const i = cursor.time === null ? -1 : this.series.nearest(cursor.time);
    const point = this.series.mean[i];
    const shown = this.#chart && point && point.x >= from && point.x <= to;
    this.#line.hidden = this.#dot.hidden = !shown;
    const dated = to - from >= DAY || !isLive(this.ranges.current);
    const look = { unit: this.#newest.unit, decimals: this.#decimals, dated };
    setText(this.#head.detail, shown ? pointText(this.series, i, look) : extremesText(this.series, from, to, look));
    if (shown) {
      const { x, y } = this.#chart.scales;
      const left = x.getPixelForValue(point.x);
      this.#line.style.transform = `translateX(${left}px)`;
      this.#line.style.top = `${this.#chart.chartArea.top}px`;
      this.#line.style.height = `${this.#chart.chartArea.height}px`;
      this.#dot.style.transform = `translate(${left}px, ${y.getPixelForValue(point.y)}px)`;
    }
    this.#controls.say(shown ? pointText(this.series, i, look) : t("chart.noCursor"), point?.x);
  }

  #showTable(shown) {
    this.#plot.hidden = shown;
    this.#table.setShown(shown);
    shown ? this.#table.show(this.series, ...this.#span(), this.#decimals, true) : this.render();
  }
}

customElements.define("k-metric-chart", MetricChart);
