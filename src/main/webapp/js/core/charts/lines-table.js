// The numbers of several lines as a table: a row for each time, a column for each line.
import { h } from "../dom.js";
import { dateTime, quantityText } from "../format.js";
import { t } from "../i18n.js";
import { hiddenTable } from "./table.js";

const HIDDEN_ROWS = 10;
const SHOWN_ROWS = 300;

/** Builds it; `show` fills it in, at most every few seconds. */
export function linesTable(label, labels, unit) {
  const table = hiddenTable(label);
  table.head.replaceChildren(
    h("th", { scope: "col" }, t("chart.column.time")),
    ...labels.map((one) => h("th", { scope: "col", class: "number" }, one)),
  );
  const show = (all, from, to, now = false) => {
    if (!table.isDue(now)) {
      return;
    }
    const rows = new Map();
    all.forEach((series, i) =>
      series.mean.slice(-(table.shown ? SHOWN_ROWS : HIDDEN_ROWS)).forEach(({ x, y }) => {
        if (x >= from && x <= to) {
          rows.has(x) || rows.set(x, []);
          rows.get(x)[i] = y;
        }
      }),
    );
    const newest = [...rows].sort(([a], [b]) => b - a);
    table.fill(
      newest.map(([time, values]) => h("tr", {}, h("td", {}, dateTime(time)), ...labels.map((one, i) => h("td", { class: "number" }, values[i] === undefined ? "" : quantityText(values[i], unit))))),
    );
  };
  return { element: table.element, setShown: (shown) => table.setShown(shown), show };
}
