// Beside this machine's card while there is no other node: what to do next.
import { copyButton } from "../core/copy.js";
import { h, icon } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { curlLine, readingsAddress } from "../core/snippets.js";

/** The card; a person who may not add nodes reads whom to ask. */
export function firstSensor(mayAdd) {
  const line = curlLine(readingsAddress(), t("snippets.tokenPlace"));
  return h(
    "section",
    { class: "panel first-sensor", "aria-labelledby": "first-sensor-title" },
    h("h2", { id: "first-sensor-title" }, t("first.title")),
    h("p", { class: "muted" }, t(mayAdd ? "first.text" : "first.textViewer")),
    mayAdd && h("p", {}, h("a", { class: "btn btn-primary", href: "add-node.html" }, icon("plus-lg"), t("first.action"))),
    mayAdd && h("p", { class: "muted small" }, t("first.thenSend")),
    mayAdd && h("pre", { class: "code", tabIndex: 0 }, h("code", {}, line)),
    mayAdd && copyButton(() => line),
  );
}
