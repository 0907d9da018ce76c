// What Kymata draws on a chart itself: the times below it, the newest value, and late readings.
import { Chart } from "chart.js";
import { token } from "../theme.js";
import { drawTimes, TEXT } from "./time-axis.js";

/** Height of the time axis below a chart, in pixels. */
export const TIMES_HEIGHT = 28;

const shown = new WeakMap();

/**
 * Sets the marks of a chart, before it is drawn.
 *
 * @param {{text?: string, late?: number[], points?: {colour: string, points: object[]}[]}} marks `text` at the
 *     line's end, times of late readings, and points of lines, those that are `late` hollow
 */
export function setMarks(chart, marks) {
  shown.set(chart, marks);
}

/** The time axis. Chart.js' own ticks start anywhere, and cost a layout each time. */
const times = {
  id: "times",
  afterDraw({ ctx, chartArea, scales: { x } }) {
    const pixelOf = (time) => x.getPixelForValue(time);
    drawTimes(ctx, { from: x.min, to: x.max, width: x.width, pixelOf, y: chartArea.bottom + TIMES_HEIGHT / 2 });
  },
};

/** The newest value at the line's end. */
const lineEnd = {
  id: "lineEnd",
  afterDatasetsDraw(chart) {
    const line = chart.data.datasets.at(-1);
    const last = line.data.at(-1);
    const { text } = shown.get(chart) ?? {};
    const { ctx, chartArea, scales } = chart;
    const x = last && scales.x.getPixelForValue(last.x);
    if (!last || !text || x < chartArea.left || x > chartArea.right + 1) {
      return;
    }
    const y = scales.y.getPixelForValue(last.y);
    ctx.save();
    ctx.fillStyle = line.borderColor;
    ctx.strokeStyle = token("--surface");
    ctx.lineWidth = 2;
    disc(ctx, x, y, 3.5);
    ctx.font = `600 ${TEXT}px ${Chart.defaults.font.family}`;
    ctx.textBaseline = "middle";
    ctx.fillStyle = token("--text");
    ctx.fillText(text, x + 8, Math.min(Math.max(y, chartArea.top + 6), chartArea.bottom - 6));
    ctx.restore();
  },
};

/** Points. Chart.js would compute the style of every point of a line as soon as one point differs. */
const linePoints = {
  id: "linePoints",
  afterDatasetsDraw(chart) {
    const { ctx, chartArea, scales } = chart;
    ctx.save();
    ctx.lineWidth = 1;
    const hollow = token("--surface");
    for (const { colour, points } of shown.get(chart)?.points ?? []) {
      ctx.strokeStyle = colour;
      for (const point of points) {
        const x = scales.x.getPixelForValue(point.x);
        if (x >= chartArea.left && x <= chartArea.right + 1) {
          ctx.fillStyle = point.late ? hollow : colour;
          disc(ctx, x, scales.y.getPixelForValue(point.y), 2.5);
        }
      }
    }
    ctx.restore();
  },
};

function disc(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
}

/** Late readings as hollow points on the axis: in the mean of a bucket they would be invisible. */
const lateMarks = {
  id: "lateMarks",
  afterDatasetsDraw(chart) {
    const { late = [] } = shown.get(chart) ?? {};
    const { ctx, chartArea, scales } = chart;
    ctx.save();
    ctx.fillStyle = token("--surface");
    ctx.strokeStyle = chart.data.datasets.at(-1).borderColor;
    ctx.lineWidth = 1.5;
    let last = -Infinity;
    for (const time of late) {
      const x = scales.x.getPixelForValue(time);
      // Skips marks that would cover each other.
      if (x < chartArea.left || x > chartArea.right + 1 || x - last < 1) {
        continue;
      }
      last = x;
      disc(ctx, x, chartArea.bottom, 3);
    }
    ctx.restore();
  },
};

/** All of them, for Chart.js. */
export const marks = [times, linePoints, lineEnd, lateMarks];
