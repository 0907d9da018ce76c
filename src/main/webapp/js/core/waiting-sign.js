// What every page shows of those who wait: a count in the sidebar, and a banner where nobody has to.
import { h, icon, setText } from "./dom.js";
import { t } from "./i18n.js";
import { waiting } from "./waiting.js";

/** The count beside a place in the sidebar; hidden while it is 0. */
export function waitingCount() {
  const number = h("span", { "aria-hidden": "true" });
  const words = h("span", { class: "visually-hidden" });
  const count = h("span", { class: "nav-count", hidden: true }, number, words);
  waiting.addEventListener("change", () => {
    count.hidden = waiting.count === 0;
    setText(number, waiting.count > 99 ? "99+" : String(waiting.count));
    setText(words, t("waiting.count", { n: waiting.count }));
  });
  return count;
}

/** Shows a banner first in `main` while whoever knocks is adopted. */
export function showAutoAdoption(main) {
  const banner = h("div", { class: "notice page-notice", id: "auto-adoption" }, icon("door-open"), h("span", {}, t("waiting.auto")));
  waiting.addEventListener("change", () => {
    const shown = waiting.adoption === "auto";
    if (shown !== banner.isConnected) {
      shown ? main.prepend(banner) : banner.remove();
    }
  });
}
