// <k-lines-chart>: several metrics of one unit in one figure, each a line with an entry in the legend.
import { h, setText } from "../dom.js";
import { clock, dayTime, quantityText } from "../format.js";
import { t } from "../i18n.js";
import { createChart, paintLines, updateLines } from "./chart-setup.js";
import { linesHead } from "./lines-head.js";
import { linesTable } from "./lines-table.js";
import { LiveFigure } from "./live-figure.js";
import { isLive } from "./range.js";

const DAY = 86_400_000;
const COLOURS = 6;

/** The colour of line `i`: the same order on every chart. */
const colourOf = (i) => `--series-${(i % COLOURS) + 1}`;

/** Its model: `{node, id, label, unit, percent, fromZero, readings: [{metric, label, unit, value, time}], ranges}`. */
class LinesChart extends LiveFigure {
  // With several lines in one plot, more points would not be visible.
  points = 300;
  #head = null;
  #table = null;

  build() {
    const { id, label, unit, readings, node } = this.model;
    this.lines = readings.map((reading) => this.lineOf(reading));
    const labels = readings.map((reading) => reading.label);
    this.#table = linesTable(label, labels, unit);
    this.#head = linesHead({
      label,
      lines: labels.map((one, i) => ({ label: one, colour: colourOf(i) })),
      csv: { node: node.id, metric: readings.map(({ metric }) => metric), span: () => this.span() },
      tableShown: (shown) => this.#showTable(shown),
    });
    this.replaceChildren(
      h("figure", { class: "metric lines", data: { figure: id } }, this.#head.element, this.plotBox({ points: "0" }), this.#table.element),
    );
    this.showNewest();
  }

  makeChart(zoomed) {
    const { unit, percent, fromZero } = this.model;
    return createChart(this.canvas, { unit, percent, fromZero, lines: this.lines.length, zoomed });
  }

  paint() {
    paintLines(this.chart, this.lines.map((line, i) => colourOf(i)));
  }

  drawn(from, to) {
    updateLines(this.chart, this.lines.map(({ series }) => series), from, to);
    if (this.loaded) {
      this.#table.show(this.lines.map(({ series }) => series), from, to);
    }
  }

  showNewest() {
    this.#showLegend();
  }

  showCursor() {
    const at = this.lines.map(({ series }) => series.mean[this.indexAt(series)]);
    const time = at.find(Boolean)?.x;
    this.moveLine(time);
    this.#showLegend(at, time);
    this.controls.say(time === undefined ? t("chart.noCursor") : this.#head.spoken(), time);
  }

  // The values at the cursor; without a cursor the newest values of the range.
  #showLegend(at = [], time) {
    const live = isLive(this.ranges.current);
    const [from, to] = this.span();
    const dated = to - from >= DAY || !live;
    setText(this.#head.time, time === undefined ? "" : dated ? dayTime(time) : clock(time));
    this.lines.forEach(({ newest, series }, i) => {
      const value = time !== undefined ? at[i]?.y : live ? newest.value : series.mean.findLast(({ x }) => x <= to)?.y;
      this.#head.show(i, value === undefined ? "–" : quantityText(value, this.model.unit));
    });
  }

  #showTable(shown) {
    this.plot.hidden = shown;
    this.#table.setShown(shown);
    shown ? this.#table.show(this.lines.map(({ series }) => series), ...this.span(), true) : this.redraw();
  }
}

customElements.define("k-lines-chart", LinesChart);
