// Draws round times below a plot, on its canvas.
import { token } from "../theme.js";
import { tickLabel, timeTicks } from "./time-ticks.js";

/** The size of text on a canvas, in pixels. */
export const TEXT = 12;

/** Draws as many times as fit between two times; `pixelOf(time)` is their x position, `y` their middle. */
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
