// One calm line above the cards while somebody waits to be let in.
import { fill, h, icon } from "../core/dom.js";
import { locale, t } from "../core/i18n.js";
import { waiting } from "../core/waiting.js";

const MOST_NAMES = 3;

/** The first few names of those who wait, and how many more there are. */
export function namesOf(knocks) {
  const names = [...new Set(knocks.map(({ name, address, page }) => (page ? address : name || address)))];
  const rest = names.length - MOST_NAMES;
  return new Intl.ListFormat(locale).format([...names.slice(0, MOST_NAMES), ...(rest > 0 ? [t("summary.more", { n: rest })] : [])]);
}

/** Keeps the line up to date; returns how to end that. */
export function followWaiting(element) {
  let shown = null;
  const show = () => {
    const text = waiting.count === 0 ? "" : t("waiting.some", { n: waiting.count, names: namesOf(waiting.knocks) });
    if (text !== shown) {
      shown = text;
      element.hidden = text === "";
      fill(element, icon("door-open"), h("span", {}, text), h("a", { href: "knocks.html" }, t("waiting.look")));
    }
  };
  show();
  waiting.addEventListener("change", show);
  return () => waiting.removeEventListener("change", show);
}
