// The times below a plot, on its canvas: those that people count in.
import { token } from "../theme.js";
import { tickLabel, timeTicks } from "./time-ticks.js";

/** How high text on a canvas is, in pixels. */
export const TEXT = 12;

/** Writes the times between two times, as many as fit; `pixelOf(time)` says where, `y` is their middle. */
export function drawTimes(ctx, { from, to, width, pixelOf, y }) {
  ctx.save();
  ctx.fillStyle = token("--muted");
  ctx.font = `${TEXT}px ${token("--font")}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const ticks = timeTicks(from, to, width);
  ticks.forEach(({ value }, i) => ctx.fillText(tickLabel(value, i, ticks), pixelOf(value), y));
  ctx.restore();
}
