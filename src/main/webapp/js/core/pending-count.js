// What every page shows of the pending nodes: their count in the sidebar, and a banner while the hub adopts
// new nodes by itself.
import { h, icon, setText } from "./dom.js";
import { t } from "./i18n.js";
import { pendingNodes } from "./pending-nodes.js";

/** The count beside a link in the sidebar; hidden while it is 0. */
export function pendingCount() {
  const number = h("span", { "aria-hidden": "true" });
  const words = h("span", { class: "visually-hidden" });
  const count = h("span", { class: "nav-count", hidden: true }, number, words);
  pendingNodes.addEventListener("change", () => {
    count.hidden = pendingNodes.count === 0;
    setText(number, pendingNodes.count > 99 ? "99+" : String(pendingNodes.count));
    setText(words, t("pendingNotice.count", { n: pendingNodes.count }));
  });
  return count;
}

/** Shows a banner at the top of `main` while the hub adopts new nodes by itself. */
export function showAutoAdoption(main) {
  const banner = h("div", { class: "notice page-notice", id: "auto-adoption" }, icon("inbox"), h("span", {}, t("pendingNotice.auto")));
  pendingNodes.addEventListener("change", () => {
    const shown = pendingNodes.adoption === "auto";
    if (shown !== banner.isConnected) {
      shown ? main.prepend(banner) : banner.remove();
    }
  });
}
