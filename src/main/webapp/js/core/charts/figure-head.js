// The head of a chart: colour, name, newest value, legend, and buttons for table and CSV.
import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { csvAddress } from "./history.js";

/** Builds it; `tableShown(shown)` is left out where there is no table. */
export function figureHead({ label, colour, csv, tableShown }) {
  const value = h("span", { class: "value" });
  const unit = h("span", { class: "unit" });
  const detail = h("span", { class: "detail" });
  const swatch = h("span", { class: "swatch" });
  if (colour) {
    swatch.style.background = `var(${colour})`;
  }
  const table = tableShown && tableButton(label, tableShown);
  const element = h(
    "figcaption",
    {},
    h("div", { class: "metric-title" }, colour && swatch, h("h3", { title: label }, label)),
    h("div", { class: "metric-buttons" }, table, csvLink(label, csv)),
    h("div", { class: "metric-now" }, h("span", { class: "reading" }, value, " ", unit), detail),
  );
  return { element, value, unit, detail };
}

/** A link to the readings at full resolution; the second argument is `{node, metric, span()}`. */
export function csvLink(label, { node, metric, span }) {
  const link = h(
    "a",
    { class: "btn btn-quiet btn-icon", href: "#", download: "", "aria-label": t("chart.csv", { metric: label }), title: t("chart.csvShort") },
    icon("download"),
  );
  const updateHref = () => (link.href = csvAddress(node, metric, ...span()));
  // A live range moves: the address is computed when the link is used.
  ["pointerdown", "focus", "click"].forEach((event) => link.addEventListener(event, updateHref));
  updateHref();
  return link;
}

/** A button that switches between the chart and its table. */
export function tableButton(label, tableShown) {
  const button = h(
    "button",
    { type: "button", class: "btn btn-quiet btn-icon", "aria-pressed": "false", "aria-label": t("chart.table", { metric: label }), title: t("chart.tableShort") },
    icon("table"),
  );
  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    tableShown(shown);
  });
  return button;
}
