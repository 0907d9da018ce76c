// The values of a chart as a table. Screen readers always get a short one with the newest values; the button
// shows the full table to everyone.
import { h } from "../dom.js";
import { dateTime, quantityText } from "../format.js";
import { t } from "../i18n.js";

const HIDDEN_ROWS = 20;
const EVERY_MILLIS = 5000;

/** A table for screen readers only until it is shown; the caller fills in head and rows. */
export function hiddenTable(label) {
  const head = h("tr", {});
  const body = h("tbody", {});
  const caption = h("caption", { class: "visually-hidden" });
  const element = h("div", { class: "visually-hidden" }, h("table", { class: "table" }, caption, h("thead", {}, head), body));
  let filledAt = -Infinity;
  return {
    element,
    head,
    shown: false,

    setShown(shown) {
      this.shown = shown;
      element.className = shown ? "points-table" : "visually-hidden";
      const attributes = { tabindex: "0", role: "region", "aria-label": t("chart.tableOf", { metric: label }) };
      for (const [name, value] of Object.entries(attributes)) {
        shown ? element.setAttribute(name, value) : element.removeAttribute(name);
      }
    },

    /** Whether it is time to fill it again. */
    isDue: (now) => now || performance.now() - filledAt >= EVERY_MILLIS,

    fill(rows) {
      filledAt = performance.now();
      caption.textContent = t(this.shown ? "chart.tableOf" : "chart.tableNewest", { metric: label });
      body.replaceChildren(...rows);
    },
  };
}

/** A table of points; `show` fills it in, at most every few seconds. */
export function pointsTable(label, unit) {
  const table = hiddenTable(label);
  let lastKey = "";

  const show = (series, from, to, decimals, now = false) => {
    if (!table.isDue(now)) {
      return;
    }
    const bucketed = series.bucketMillis > 0;
    const rows = series.mean.map((point, i) => [point, series.low[i], series.high[i]]).filter(([{ x }]) => x >= from && x <= to).reverse();
    const key = `${table.shown} ${rows.length} ${rows[0]?.[0].x} ${rows[0]?.[0].y} ${from > 0 ? rows.at(-1)?.[0].x : 0}`;
    if (key === lastKey) {
      return;
    }
    lastKey = key;
    const text = (value) => quantityText(value, unit, decimals);
    const columns = bucketed ? ["time", "mean", "min", "max", "count"] : ["time", "value"];
    table.head.replaceChildren(...columns.map((column, i) => h("th", { scope: "col", class: i > 0 ? "number" : "" }, t(`chart.column.${column}`))));
    table.fill(
      (table.shown ? rows : rows.slice(0, HIDDEN_ROWS)).map(([point, low, high]) => {
        const cells = bucketed ? [text(point.y), text(low.y), text(high.y), String(point.count)] : [text(point.y)];
        return h("tr", {}, h("td", {}, dateTime(point.x - series.bucketMillis / 2)), ...cells.map((cell) => h("td", { class: "number" }, cell)));
      }),
    );
  };
  return { element: table.element, setShown: (shown) => table.setShown(shown), show };
}
