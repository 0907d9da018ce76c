// One line that says from three metres away whether all is well.
import { fill, h, icon } from "../core/dom.js";
import { locale, t } from "../core/i18n.js";

const MOST_NAMES = 3;
let shownKey = null;

/** Writes it, when it differs from what is there. */
export function showSummary(element, cards, hidden = [], unhide) {
  const nodes = [...cards.values()].map((card) => card.node);
  const silent = nodes.filter((node) => node.presence === "silent");
  const heard = nodes.filter((node) => node.presence !== "new");
  const hiddenCount = hidden.filter((id) => cards.has(id)).length;
  if (unhide) {
    element.unhide = unhide;
    element.hiddenCount = hiddenCount;
  }
  const key = JSON.stringify([silent.map((node) => node.name), heard.length, element.hiddenCount]);
  if (key === shownKey && element.childNodes.length > 0) {
    return;
  }
  shownKey = key;
  element.dataset.state = silent.length > 0 ? "attention" : "good";
  fill(
    element,
    icon(silent.length > 0 ? "exclamation-triangle" : "check-circle"),
    h(
      "span",
      {},
      words(heard.length, silent.map((node) => node.name)),
    ),
    element.hiddenCount > 0 &&
      h("button", { type: "button", class: "btn btn-quiet", on: { click: () => element.unhide() } }, t("summary.hidden", { n: element.hiddenCount })),
  );
}

function words(heard, silent) {
  if (heard === 0) {
    return t("summary.none");
  }
  if (silent.length === 0) {
    return t("summary.allOnline", { n: heard });
  }
  const rest = silent.length - MOST_NAMES;
  const names = [...silent.slice(0, MOST_NAMES), ...(rest > 0 ? [t("summary.more", { n: rest })] : [])];
  return t("summary.silent", { n: silent.length, all: heard, names: new Intl.ListFormat(locale).format(names) });
}
