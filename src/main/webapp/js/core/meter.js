// A percentage as a bar, and a bar for each core. They are hidden from assistive technology, which gets the
// number beside them.
import { h } from "./dom.js";
import { token } from "./theme.js";

const HIGH = 90;

/** A bar of 0 to 100 %. */
export function meter() {
  const bar = h("span", { class: "meter-bar" });
  const element = h("span", { class: "meter", "aria-hidden": "true" }, bar);
  let shown;
  return {
    element,
    show(percent) {
      const rounded = percent === undefined ? -1 : Math.round(Math.min(100, Math.max(0, percent)));
      if (rounded !== shown) {
        shown = rounded;
        element.hidden = rounded < 0;
        bar.style.transform = `scaleX(${Math.max(0, rounded) / 100})`;
        element.dataset.level = rounded >= HIGH ? "high" : "";
      }
    },
  };
}

/** A bar for each core, side by side on one canvas: 64 elements would cost too much. */
export function coreStrip() {
  const canvas = h("canvas", { class: "core-strip", "aria-hidden": "true", hidden: true });
  let shown = [];
  const draw = () => {
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const [ground, colour, high] = ["--line", "--series-1", "--attention"].map(token);
    const step = width / shown.length;
    const gap = step >= 4 ? 1 : step >= 2.5 ? 0.5 : 0;
    shown.forEach((percent, i) => {
      const tall = Math.max(1, (height * Math.min(100, percent)) / 100);
      context.fillStyle = ground;
      context.fillRect(i * step, 0, step - gap, height);
      context.fillStyle = percent >= HIGH ? high : colour;
      context.fillRect(i * step, height - tall, step - gap, tall);
    });
  };
  return {
    element: canvas,
    show(percents) {
      const rounded = percents.map(Math.round);
      if (rounded.length !== shown.length || rounded.some((percent, i) => percent !== shown[i])) {
        shown = rounded;
        canvas.hidden = rounded.length === 0;
        draw();
      }
    },
    redraw: () => shown.length > 0 && draw(),
  };
}
