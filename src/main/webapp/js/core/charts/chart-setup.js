// How Kymata configures Chart.js: thin line, band, few grid lines, no animation.
import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from "chart.js";
import "chartjs-adapter-luxon";
import zoomPlugin from "chartjs-plugin-zoom";
import { number, scaleFor } from "../format.js";
import { locale } from "../i18n.js";
import { token } from "../theme.js";
import { marks, setMarks, TIMES_HEIGHT } from "./chart-marks.js";
import { MovingScale } from "./moving-scale.js";

const AXIS_WIDTH = 72;
const LONG_UNIT = 5;
const BYTES = { beginAtZero: true, suggestedMax: 1000 };
const FROM_ZERO = { beginAtZero: true, suggestedMax: 1 };
const FEW_POINTS = 24;
// The value axis adapts to the visible values at least this often.
const FULL_UPDATE_MILLIS = 5000;

/** The last full update of each chart: its time and its look. */
const moves = new WeakMap();

Chart.register(Filler, LinearScale, LineController, LineElement, PointElement, MovingScale, zoomPlugin, ...marks);

/** The text of a tick with its unit, with as many decimals as the distance of the ticks needs. */
function tickText(value, unit, ticks) {
  const largest = Math.max(...ticks.map((tick) => Math.abs(tick.value)));
  const { factor, unit: scaled } = scaleFor(largest, unit);
  const step = ticks.length > 1 ? (ticks[1].value - ticks[0].value) / factor : 1;
  const decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10(Math.abs(step)) - 1e-9)));
  const text = number(value / factor, decimals);
  return scaled && scaled.length <= LONG_UNIT ? `${text} ${scaled}` : text;
}

const edge = { data: [], borderWidth: 0, pointRadius: 0, spanGaps: Infinity };
const line = { data: [], borderWidth: 1.5, pointRadius: 0, spanGaps: Infinity, borderJoinStyle: "round", fill: false };

// A single line has a band from min to max; the bands of several lines would hide each other.
function datasets(lines) {
  return lines > 1 ? Array.from({ length: lines }, () => ({ ...line })) : [{ ...edge, fill: 1 }, { ...edge, fill: false }, { ...line }];
}

/**
 * A chart on a canvas.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {object} look `unit`, `percent` (the axis is 0 to 100), `fromZero` (values are never negative),
 *     `lines` (their number, 1 by default), `zoomed(from, to)` after a drag, Ctrl+wheel or pinch
 */
export function createChart(canvas, { unit = "", percent, fromZero, lines = 1, zoomed }) {
  Chart.defaults.font.family = token("--font");
  const zoomDone = ({ chart }) => zoomed(chart.scales.x.min, chart.scales.x.max);
  return new Chart(canvas, {
    type: "line",
    data: { datasets: datasets(lines) },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      maintainAspectRatio: false,
      // The cursor is an element above the canvas: moving it redraws nothing.
      events: [],
      layout: { padding: { top: 8, right: 52 } },
      scales: {
        x: {
          type: MovingScale.id,
          adapters: { date: { locale } },
          // Its own ticks are invisible; a coarse unit makes them cheap.
          time: { unit: "year" },
          afterFit: (scale) => (scale.height = TIMES_HEIGHT),
          border: { display: false },
          grid: { display: false },
          ticks: { display: false },
        },
        y: {
          ...(percent ? { min: 0, max: 100 } : { grace: "10%", ...(["B", "B/s"].includes(unit) ? BYTES : fromZero && FROM_ZERO) }),
          border: { display: false },
          grid: { drawTicks: false },
          title: { display: unit.length > LONG_UNIT, text: unit, font: { size: 12 } },
          afterFit: (scale) => (scale.width = AXIS_WIDTH),
          ticks: {
            maxTicksLimit: 5,
            // At most five: measuring whether they fit costs more than drawing them.
            autoSkip: false,
            sampleSize: 1,
            padding: 8,
            font: { size: 12 },
            callback: (value, index, ticks) => tickText(value, unit, ticks),
          },
        },
      },
      plugins: {
        zoom: {
          zoom: {
            mode: "x",
            drag: { enabled: true, threshold: 6 },
            wheel: { enabled: true, modifierKey: "ctrl" },
            pinch: { enabled: true },
            onZoomComplete: zoomDone,
          },
        },
      },
    },
  });
}

/** Applies the colours of the theme. */
export function paint(chart, colourToken) {
  const colour = token(colourToken);
  chart.data.datasets[0].backgroundColor = withAlpha(colour, 0.15);
  paintLines(chart, [colourToken]);
}

/** The same for a chart of several lines. */
export function paintLines(chart, colourTokens) {
  chart.data.datasets.slice(-colourTokens.length).forEach((one, i) => {
    one.borderColor = token(colourTokens[i]);
  });
  const { y } = chart.options.scales;
  y.ticks.color = y.title.color = token("--muted");
  y.grid.color = token("--line");
  const drag = chart.options.plugins.zoom.zoom.drag;
  drag.backgroundColor = withAlpha(token("--accent"), 0.15);
  drag.borderColor = token("--accent");
  drag.borderWidth = 1;
  moves.delete(chart);
}

function withAlpha(hex, alpha) {
  return hex + Math.round(alpha * 255).toString(16).padStart(2, "0");
}

/** Shows a series between two times; `text` stands at the line's end. */
export function update(chart, series, from, to, text) {
  const [band, low, line] = chart.data.datasets;
  band.data = series.high;
  low.data = series.low;
  line.data = series.mean;
  band.spanGaps = low.spanGaps = line.spanGaps = series.gapMillis;
  setMarks(chart, { text, late: series.late, points: [{ colour: line.borderColor, points: pointsOf(series) }] });
  show(chart, from, to);
}

/** Shows several series between two times. */
export function updateLines(chart, all, from, to) {
  const lines = chart.data.datasets.slice(-all.length);
  lines.forEach((line, i) => {
    line.data = all[i].mean;
    line.spanGaps = all[i].gapMillis;
  });
  setMarks(chart, { points: lines.map((line, i) => ({ colour: line.borderColor, points: pointsOf(all[i]) })) });
  show(chart, from, to);
}

function show(chart, from, to) {
  const { x } = chart.options.scales;
  x.min = from;
  x.max = to;
  const look = lookOf(chart, from, to);
  if (onlyMoved(chart, look, from)) {
    moveOn(chart, from, to);
  } else {
    chart.update();
    moves.set(chart, { at: performance.now(), look });
  }
}

// Options, axes and layout are 80 % of the cost of an update, and seldom change while the time moves.
function onlyMoved(chart, look, from) {
  const known = moves.get(chart);
  return known?.look === look && performance.now() - known.at < FULL_UPDATE_MILLIS && fits(chart, from);
}

function moveOn(chart, from, to) {
  chart.scales.x.moveTo(from, to);
  chart.data.datasets.forEach((one, i) => {
    const { controller } = chart.getDatasetMeta(i);
    controller.buildOrUpdateElements();
    controller.update("none");
  });
  chart.draw();
}

/** Everything that the drawing depends on, except times and values. */
function lookOf(chart, from, to) {
  const look = chart.data.datasets.map(({ spanGaps, borderColor }) => [spanGaps, borderColor]);
  return [Math.round(to - from), chart.width, chart.height, ...look].join();
}

/** Whether all points still fit the value axis. */
function fits(chart, from) {
  const { min, max } = chart.scales.y;
  return chart.data.datasets.every(({ data }) => data.every(({ x, y }) => x < from || (y >= min && y <= max)));
}

// Draws points that a line would not show: few ones, single ones between two gaps, late ones.
function pointsOf({ mean, gapMillis }) {
  const alone = (i) =>
    (i === 0 || mean[i].x - mean[i - 1].x > gapMillis) &&
    (i === mean.length - 1 || mean[i + 1].x - mean[i].x > gapMillis);
  return mean.length <= FEW_POINTS ? mean : mean.filter((point, i) => point.late || alone(i));
}
