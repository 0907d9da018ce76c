// One line above the cards while there are pending nodes.
import { fill, h, icon } from "../core/dom.js";
import { locale, t } from "../core/i18n.js";
import { pendingNodes } from "../core/pending-nodes.js";

const MAX_NAMES = 3;

/** The first few names of the pending nodes, and how many more there are. */
export function namesOf(nodes) {
  const names = [...new Set(nodes.map(({ name, address, page }) => (page ? address : name || address)))];
  const rest = names.length - MAX_NAMES;
  return new Intl.ListFormat(locale).format([...names.slice(0, MAX_NAMES), ...(rest > 0 ? [t("summary.more", { n: rest })] : [])]);
}

/** Keeps the line up to date; returns a function that stops this. */
export function followPendingNodes(element) {
  let shown = null;
  const show = () => {
    const text = pendingNodes.count === 0 ? "" : t("pendingNotice.some", { n: pendingNodes.count, names: namesOf(pendingNodes.all) });
    if (text !== shown) {
      shown = text;
      element.hidden = text === "";
      fill(element, icon("inbox"), h("span", {}, text), h("a", { href: "pending.html" }, t("pendingNotice.open")));
    }
  };
  show();
  pendingNodes.addEventListener("change", show);
  return () => pendingNodes.removeEventListener("change", show);
}
