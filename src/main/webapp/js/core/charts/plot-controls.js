// Mouse, touch and keyboard on a plot: move the cursor, zoom, go back.
import { hubNow } from "../clock.js";
import { t } from "../i18n.js";
import { cursor } from "./cursor.js";
import { customRange, zoomed } from "./range.js";

/**
 * Adds the controls to a plot. For assistive technology the plot is a slider of the time, and its value text is
 * the text of the legend.
 *
 * @param {HTMLElement} plot around the canvas
 * @param {object} figure with `chart`, `series` and `ranges`
 */
export function plotControls(plot, figure, label) {
  plot.tabIndex = 0;
  plot.setAttribute("role", "slider");
  plot.setAttribute("aria-label", t("chart.slider", { metric: label }));
  plot.setAttribute("aria-valuenow", "0");
  plot.title = t("chart.help");

  const timeAt = (event) => figure.chart?.scales.x.getValueForPixel(event.clientX - plot.getBoundingClientRect().left);
  plot.addEventListener("pointermove", (event) => cursor.move(timeAt(event) ?? null));
  plot.addEventListener("pointerdown", (event) => cursor.move(timeAt(event) ?? null));
  plot.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && cursor.move(null));
  plot.addEventListener("dblclick", () => figure.ranges.back());
  plot.addEventListener("keydown", (event) => act(event, figure));

  return {
    /** A drag, Ctrl+wheel or pinch ended. */
    zoomedTo: (from, to) => figure.ranges.go(customRange(from, to, hubNow())),
    say: (text, time) => {
      plot.setAttribute("aria-valuetext", text);
      if (time !== undefined) {
        plot.setAttribute("aria-valuenow", String(Math.round(time)));
      }
    },
  };
}

function act(event, figure) {
  const action = {
    ArrowLeft: () => step(figure, event.shiftKey ? -10 : -1),
    ArrowRight: () => step(figure, event.shiftKey ? 10 : 1),
    Home: () => step(figure, -Infinity),
    End: () => step(figure, Infinity),
    "+": () => zoom(figure, 0.5),
    "=": () => zoom(figure, 0.5),
    "-": () => zoom(figure, 2),
    Escape: () => cursor.move(null),
    Backspace: () => figure.ranges.back(),
  }[event.key];
  if (action && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    action();
  }
}

function step({ series }, by) {
  const points = series.mean;
  if (points.length > 0) {
    const at = cursor.time === null ? points.length - (by < 0 ? 0 : 1) : series.nearest(cursor.time);
    cursor.move(points[Math.min(points.length - 1, Math.max(0, at + by))].x);
  }
}

function zoom({ ranges }, factor) {
  ranges.go(zoomed(ranges.current, factor, cursor.time, hubNow()));
}
