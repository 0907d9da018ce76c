// The head of a chart of several metrics: name, buttons for table and CSV, and a legend with a fixed entry for
// each line, so that nothing jumps when values change.
import { h, setText } from "../dom.js";
import { csvLink, tableButton } from "./figure-head.js";

/** Builds it; `lines` is `[{label, colour}]`. */
export function linesHead({ label, lines, csv, tableShown }) {
  const time = h("span", { class: "detail" });
  const values = lines.map(() => h("span", { class: "value" }));
  const entries = lines.map(({ label: words, colour }, i) => {
    const swatch = h("span", { class: "swatch" });
    swatch.style.background = `var(${colour})`;
    return h("li", {}, swatch, h("span", { class: "muted legend-label" }, words), values[i]);
  });
  const element = h(
    "figcaption",
    {},
    h("div", { class: "metric-title" }, h("h3", { title: label }, label), time),
    h("div", { class: "metric-buttons" }, tableButton(label, tableShown), csvLink(label, csv)),
    h("ul", { class: "legend-list", role: "list" }, ...entries),
  );
  return {
    element,
    time,
    show: (i, text) => setText(values[i], text),
    /** The legend as one text. */
    spoken: () => [time.textContent, ...lines.map((line, i) => `${line.label} ${values[i].textContent}`)].filter(Boolean).join(", "),
  };
}
