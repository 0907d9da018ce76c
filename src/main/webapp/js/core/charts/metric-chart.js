// <k-metric-chart>: one metric as a figure: name and values above, the line, and the same as a table.
import { markChanged } from "../changed.js";
import { h, setText } from "../dom.js";
import { decimalsFor, quantity } from "../format.js";
import { t } from "../i18n.js";
import { seriesToken } from "../palette.js";
import { createChart, paint, update } from "./chart-setup.js";
import { figureHead } from "./figure-head.js";
import { extremesText, pointText } from "./legend.js";
import { LiveFigure } from "./live-figure.js";
import { isLive } from "./range.js";
import { pointsTable } from "./table.js";

const DAY = 86_400_000;

/** Its model: `{node, reading, label, percent, fromZero, ranges}`. */
class MetricChart extends LiveFigure {
  #head;
  #dot = h("div", { class: "cursor-dot", hidden: true });
  #late = h("span", {});
  #legend = h("p", { class: "late-legend", hidden: true }, h("span", { class: "late-mark" }), this.#late);
  #table = null;
  #decimals = 0;

  get #newest() {
    return this.lines[0].newest;
  }

  build() {
    const { reading, label, node } = this.model;
    this.lines = [this.lineOf(reading)];
    this.#table = pointsTable(label, reading.unit);
    this.#head = figureHead({
      label,
      colour: seriesToken(reading.metric),
      csv: { node: node.id, metric: reading.metric, span: () => this.span() },
      tableShown: (shown) => this.#showTable(shown),
    });
    const plot = this.plotBox({ points: "0", newest: String(reading.time) }, this.#dot);
    this.replaceChildren(
      h("figure", { class: "metric", data: { metric: reading.metric } }, this.#head.element, plot, this.#table.element, this.#legend),
    );
    this.showNewest(true);
  }

  makeChart(zoomed) {
    const { reading, percent, fromZero } = this.model;
    return createChart(this.canvas, { unit: reading.unit, percent, fromZero, zoomed });
  }

  paint() {
    paint(this.chart, seriesToken(this.model.reading.metric));
  }

  drawn(from, to) {
    const last = this.series.mean.at(-1);
    // The line may end in the mean of a bucket; the text at its end is the newest value itself.
    const end = isLive(this.ranges.current) ? this.#newest.value : last?.y;
    update(this.chart, this.series, from, to, last ? quantity(end, this.model.reading.unit, this.#decimals).text : "");
    this.plot.dataset.newest = String(last?.x ?? "");
    if (this.loaded) {
      this.#table.show(this.series, from, to, this.#decimals);
    }
    this.#showLate(from, to);
  }

  #showLate(from, to) {
    const n = this.series.late.filter((time) => time >= from && time <= to).length;
    this.#legend.hidden = n === 0;
    setText(this.#late, n === 0 ? "" : t("chart.late", { n }));
  }

  showNewest(first = false) {
    const { unit } = this.#newest;
    // For a past range this is its last value: nothing moves while live is paused.
    const last = isLive(this.ranges.current) ? undefined : this.series.mean.findLast(({ x }) => x <= this.span()[1]);
    const value = last?.y ?? this.#newest.value;
    this.#decimals = Math.min(2, Math.max(this.#decimals, decimalsFor(value)));
    const parts = quantity(value, unit, this.#decimals);
    if (setText(this.#head.value, parts.text) && !first) {
      markChanged(this.#head.value);
    }
    setText(this.#head.unit, parts.unit);
  }

  // The legend keeps its space without a cursor, so nothing jumps.
  showCursor() {
    const [from, to] = this.span();
    const i = this.indexAt(this.series);
    const point = this.series.mean[i];
    const dated = to - from >= DAY || !isLive(this.ranges.current);
    const look = { unit: this.#newest.unit, decimals: this.#decimals, dated };
    const words = point && pointText(this.series, i, look);
    setText(this.#head.detail, words ?? extremesText(this.series, from, to, look));
    this.#dot.hidden = !point;
    const left = this.moveLine(point?.x);
    if (point) {
      this.#dot.style.transform = `translate(${left}px, ${this.chart.scales.y.getPixelForValue(point.y)}px)`;
    }
    this.controls.say(words ?? t("chart.noCursor"), point?.x);
  }

  #showTable(shown) {
    this.plot.hidden = shown;
    this.#table.setShown(shown);
    shown ? this.#table.show(this.series, ...this.span(), this.#decimals, true) : this.redraw();
  }
}

customElements.define("k-metric-chart", MetricChart);
