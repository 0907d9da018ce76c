// The numbers of a chart as a table. Screen readers get it by default (a short one, the newest
// values); the button shows all of it to everyone.
import { h } from "../dom.js";
import { dateTime, quantityText } from "../format.js";
import { t } from "../i18n.js";

const HIDDEN_ROWS = 20;
const EVERY_MILLIS = 5000;

/** A table of points; `show` fills it in, not more often than people can follow. */
export function pointsTable(label, unit) {
  const head = h("tr", {});
  const body = h("tbody", {});
  const caption = h("caption", { class: "visually-hidden" });
  const element = h(
    "div",
    { class: "visually-hidden" },
    h("table", { class: "table" }, caption, h("thead", {}, head), body),
  );
  let shownInFull = false;
  let filledAt = -Infinity;
  let lastKey = "";

  const setShown = (shown) => {
    shownInFull = shown;
    element.className = shown ? "points-table" : "visually-hidden";
    element.tabIndex = shown ? 0 : -1;
    shown ? element.setAttribute("role", "region") : element.removeAttribute("role");
    shown ? element.setAttribute("aria-label", t("chart.tableOf", { metric: label })) : element.removeAttribute("aria-label");
    if (!shown) {
      element.removeAttribute("tabindex");
    }
  };

  const show = (series, from, to, decimals, now = false) => {
    if (!now && performance.now() - filledAt < EVERY_MILLIS) {
      return;
    }
    const bucketed = series.bucketMillis > 0;
    const rows = series.mean.map((point, i) => [point, series.low[i], series.high[i]]).filter(([{ x }]) => x >= from && x <= to).reverse();
    const key = `${shownInFull} ${rows.length} ${rows[0]?.[0].x} ${rows[0]?.[0].y} ${from > 0 ? rows.at(-1)?.[0].x : 0}`;
    if (key === lastKey) {
      return;
    }
    lastKey = key;
    filledAt = performance.now();
    const text = (value) => quantityText(value, unit, decimals);
    caption.textContent = t(shownInFull ? "chart.tableOf" : "chart.tableNewest", { metric: label });
    const columns = bucketed ? ["time", "mean", "least", "greatest", "count"] : ["time", "value"];
    head.replaceChildren(...columns.map((column, i) => h("th", { scope: "col", class: i > 0 ? "number" : "" }, t(`chart.column.${column}`))));
    body.replaceChildren(
      ...(shownInFull ? rows : rows.slice(0, HIDDEN_ROWS)).map(([point, low, high]) => {
        const cells = bucketed ? [text(point.y), text(low.y), text(high.y), String(point.count)] : [text(point.y)];
        return h("tr", {}, h("td", {}, dateTime(point.x - series.bucketMillis / 2)), ...cells.map((cell) => h("td", { class: "number" }, cell)));
      }),
    );
  };
  return { element, setShown, show };
}
