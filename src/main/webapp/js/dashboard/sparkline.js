// The last five minutes in 48 px: no axes, no library. It stores the mean of each bucket of 2.5 s, so a node that
// sends a thousand readings a second costs as little as one that sends one.
import { token } from "../core/theme.js";

const SPAN_MILLIS = 5 * 60_000;
const BUCKET_MILLIS = 2500;
const BUCKETS = SPAN_MILLIS / BUCKET_MILLIS + 1;

export class Sparkline {
  static spanMillis = SPAN_MILLIS;
  canvas;
  #sums = new Float64Array(BUCKETS);
  #counts = new Uint32Array(BUCKETS);
  #slots = new Float64Array(BUCKETS).fill(-1);
  #colour;
  #width = 0;
  #height = 0;

  constructor(canvas, colourToken) {
    this.canvas = canvas;
    this.#colour = colourToken;
  }

  clear() {
    this.#counts.fill(0);
    this.#slots.fill(-1);
  }

  add(time, value, weight = 1) {
    const slot = Math.floor(time / BUCKET_MILLIS);
    const i = slot % BUCKETS;
    if (this.#slots[i] > slot) {
      return;
    }
    if (this.#slots[i] !== slot) {
      this.#slots[i] = slot;
      this.#sums[i] = this.#counts[i] = 0;
    }
    this.#sums[i] += value * weight;
    this.#counts[i] += weight;
  }

  resize(width, height) {
    this.#width = width;
    this.#height = height;
    const ratio = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
  }

  /** Draws up to `now`; a distance longer than `gapMillis` is a gap in the line. */
  draw(now, gapMillis) {
    const points = this.#points(now);
    const context = this.canvas.getContext("2d");
    const ratio = devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    if (points.length === 0 || this.#width === 0) {
      return;
    }
    const colour = token(this.#colour);
    const [low, high] = bounds(points);
    const y = (value) => this.#height - 4 - ((value - low) / (high - low)) * (this.#height - 8);
    const x = (time) => ((time - now + SPAN_MILLIS) / SPAN_MILLIS) * (this.#width - 5);
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 1.5;
    context.lineJoin = "round";
    for (const run of runs(points, Math.max(gapMillis, 2 * BUCKET_MILLIS))) {
      context.beginPath();
      run.forEach(([time, value]) => context.lineTo(x(time), y(value)));
      context.stroke();
      if (run.length === 1) {
        dot(context, x(run[0][0]), y(run[0][1]), 1.5);
      } else {
        context.lineTo(x(run.at(-1)[0]), this.#height);
        context.lineTo(x(run[0][0]), this.#height);
        context.globalAlpha = 0.08;
        context.fill();
        context.globalAlpha = 1;
      }
    }
    const [time, value] = points.at(-1);
    dot(context, x(time), y(value), 2.5);
  }

  #points(now) {
    const points = [];
    const last = Math.floor(now / BUCKET_MILLIS) + 1;
    for (let slot = last - BUCKETS + 1; slot <= last; slot++) {
      const i = ((slot % BUCKETS) + BUCKETS) % BUCKETS;
      if (this.#slots[i] === slot && this.#counts[i] > 0) {
        points.push([Math.min(now, (slot + 0.5) * BUCKET_MILLIS), this.#sums[i] / this.#counts[i]]);
      }
    }
    return points;
  }
}

function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

// Noise in the last digit must not look large: the height is at least 2 % of the value.
function bounds(points) {
  let low = Infinity;
  let high = -Infinity;
  for (const [, value] of points) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const missing = Math.max(Math.abs(high) * 0.02, 1e-9) - (high - low);
  return missing > 0 ? [low - missing / 2, high + missing / 2] : [low, high];
}

function runs(points, gapMillis) {
  const found = [];
  let run = [];
  for (const point of points) {
    if (run.length > 0 && point[0] - run.at(-1)[0] > gapMillis) {
      found.push(run);
      run = [];
    }
    run.push(point);
  }
  found.push(run);
  return found;
}
