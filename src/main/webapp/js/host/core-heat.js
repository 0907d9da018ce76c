// <k-core-heat>: every core over time, one row each; darker is busier. It stays readable with 64 cores, and is
// one small image that is stretched.
import { h, setText } from "../core/dom.js";
import { clock, dayTime, number } from "../core/format.js";
import { t } from "../core/i18n.js";
import { isLive } from "../core/charts/range.js";
import { LiveFigure } from "../core/charts/live-figure.js";
import { drawTimes, TEXT } from "../core/charts/time-axis.js";
import { token } from "../core/theme.js";
import { heatGrid } from "./heat-grid.js";

// The same margins as the charts, so that a time has the same position in all of them.
const LEFT = 72;
const RIGHT = 52;
const AXIS = 26;
const COLUMNS = 150;
const MAX_POINTS = 6400;
const STEPS = 5;
const DAY = 86_400_000;

class CoreHeat extends LiveFigure {
  #detail = h("span", { class: "detail" });
  #small = document.createElement("canvas");
  #shades = [];
  #row = null;
  #size = { width: 0, height: 0 };
  #sized = new ResizeObserver(([{ contentRect }]) => {
    this.#size = contentRect;
    this.visible && this.redraw();
  });

  /** Its model: `{node, label, readings: [{metric, value, time}], ranges}`. */
  build() {
    this.lines = this.model.readings.map((reading) => this.lineOf(reading));
    this.points = Math.max(60, Math.min(300, Math.floor(MAX_POINTS / this.lines.length)));
    const plot = this.plotBox({ points: "0" });
    plot.classList.add("heat-plot");
    plot.style.height = `${this.#rowHeight() * this.lines.length + AXIS}px`;
    plot.addEventListener("pointermove", (event) => this.#pointAt(event));
    plot.addEventListener("pointerleave", () => (this.#row = null));
    const swatches = Array.from({ length: STEPS }, (one, i) => h("span", { class: "heat-step", data: { step: String(i) } }));
    const scale = h("span", { class: "heat-scale muted", "aria-hidden": "true" }, "0 %", ...swatches, "100 %");
    this.replaceChildren(
      h("figure", { class: "metric heat", data: { figure: "cores" } }, h("figcaption", {}, h("div", { class: "metric-title" }, h("h3", {}, this.model.label), this.#detail), scale), plot),
    );
    this.#sized.observe(plot);
  }

  disconnectedCallback() {
    this.#sized.disconnect();
    super.disconnectedCallback();
  }

  stepMillis() {
    const [from, to] = this.span();
    return (to - from) / COLUMNS;
  }

  #rowHeight() {
    const n = this.lines.length;
    return n <= 8 ? 16 : n <= 16 ? 12 : n <= 32 ? 8 : Math.max(2, Math.floor(320 / n));
  }

  // What the cursor and the controls need of a chart.
  makeChart() {
    const x = {
      getPixelForValue: (time) => LEFT + ((time - this.#from) / (this.#to - this.#from)) * this.#width,
      getValueForPixel: (pixel) => this.#from + ((pixel - LEFT) / this.#width) * (this.#to - this.#from),
    };
    return { scales: { x }, chartArea: { top: 0, height: this.#rowHeight() * this.lines.length }, destroy() {} };
  }

  #from = 0;
  #to = 1;

  get #width() {
    return Math.max(1, this.#size.width - LEFT - RIGHT);
  }

  paint() {
    this.#shades = shades(token("--surface"), token("--series-1"));
    this.querySelectorAll(".heat-step").forEach((step, i) => {
      const [r, g, b] = this.#shades[Math.round((i * 100) / (STEPS - 1))];
      step.style.background = `rgb(${r} ${g} ${b})`;
    });
  }

  drawn(from, to) {
    [this.#from, this.#to] = [from, to];
    const ratio = devicePixelRatio || 1;
    const { width, height } = this.#size;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#drawCells(context, from, to);
    this.#drawAxis(context, from, to, height);
  }

  #drawCells(context, from, to) {
    const rows = this.lines.length;
    const grid = heatGrid(this.lines.map(({ series }) => series), from, to, COLUMNS);
    if (this.#small.width !== COLUMNS || this.#small.height !== rows) {
      Object.assign(this.#small, { width: COLUMNS, height: rows });
    }
    const small = this.#small.getContext("2d");
    const image = small.createImageData(COLUMNS, rows);
    grid.forEach((percent, i) => {
      if (!Number.isNaN(percent)) {
        const shade = this.#shades[Math.round(Math.min(100, Math.max(0, percent)))];
        image.data.set(shade, i * 4);
        image.data[i * 4 + 3] = 255;
      }
    });
    small.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#small, LEFT, 0, this.#width, this.#rowHeight() * rows);
  }

  #drawAxis(context, from, to, height) {
    context.fillStyle = token("--muted");
    context.font = `${TEXT}px ${token("--font")}`;
    context.textBaseline = "middle";
    context.textAlign = "end";
    const step = Math.max(1, Math.ceil(this.lines.length / 8));
    for (let i = 0; i < this.lines.length; i += step) {
      context.fillText(this.#name(i), LEFT - 8, Math.max(TEXT / 2, (i + 0.5) * this.#rowHeight()));
    }
    drawTimes(context, { from, to, width: this.#width, pixelOf: this.chart.scales.x.getPixelForValue, y: height - AXIS / 2 + 2 });
  }

  #name(i) {
    return this.lines[i].metric.replace(/^cpu\/core/, "");
  }

  #pointAt(event) {
    const row = Math.floor((event.clientY - this.plot.getBoundingClientRect().top) / this.#rowHeight());
    this.#row = row >= 0 && row < this.lines.length ? row : null;
    this.showCursor();
  }

  showNewest() {}

  showCursor() {
    const at = this.lines.map(({ series }) => series.mean[this.indexAt(series)]);
    const time = at.find(Boolean)?.x;
    this.moveLine(time);
    const values = time === undefined ? this.lines.map(({ newest }) => newest.value) : at.map((point) => point?.y);
    const text = this.#row !== null && time !== undefined && values[this.#row] !== undefined ? this.#coreText(this.#row, values[this.#row], time) : this.#summary(values, time);
    setText(this.#detail, text);
    this.controls.say(time === undefined ? t("chart.noCursor") : text, time);
  }

  #coreText(row, value, time) {
    return t("host.heat.core", { time: this.#time(time), core: this.#name(row), value: number(value, 1) });
  }

  #summary(values, time) {
    const busiest = values.reduce((max, value, i) => (value > (values[max] ?? -1) ? i : max), 0);
    if (values[busiest] === undefined) {
      return "";
    }
    return t(time === undefined ? "host.heat.now" : "host.heat.at", { time: time === undefined ? "" : this.#time(time), core: this.#name(busiest), value: number(values[busiest], 1) });
  }

  #time(time) {
    const [from, to] = this.span();
    return to - from >= DAY || !isLive(this.ranges.current) ? dayTime(time) : clock(time);
  }
}

/** A colour for each percent, from almost the background to the full colour. */
function shades(ground, colour) {
  const channels = (hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  const [from, to] = [channels(ground), channels(colour)];
  return Array.from({ length: 101 }, (one, percent) => from.map((low, i) => Math.round(low + (to[i] - low) * (0.08 + 0.0092 * percent))));
}

customElements.define("k-core-heat", CoreHeat);
