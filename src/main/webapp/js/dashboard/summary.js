// One line that says whether all nodes are online, readable from three metres away.
import { fill, h, icon } from "../core/dom.js";
import { locale, t } from "../core/i18n.js";
import { statusOf } from "../core/status.js";

const MAX_NAMES = 3;
let shownKey = null;

/** Updates it if it changed. */
export function showSummary(element, cards, hidden = [], unhide) {
  const nodes = [...cards.values()].map((card) => card.node);
  const offline = nodes.filter((node) => statusOf(node) === "offline");
  const heard = nodes.filter((node) => statusOf(node) !== "waiting");
  const hiddenCount = hidden.filter((id) => cards.has(id)).length;
  if (unhide) {
    element.unhide = unhide;
    element.hiddenCount = hiddenCount;
  }
  const key = JSON.stringify([offline.map((node) => node.name), heard.length, element.hiddenCount]);
  if (key === shownKey && element.childNodes.length > 0) {
    return;
  }
  shownKey = key;
  element.dataset.state = offline.length > 0 ? "attention" : "good";
  fill(
    element,
    icon(offline.length > 0 ? "exclamation-triangle" : "check-circle"),
    h(
      "span",
      {},
      words(heard.length, offline.map((node) => node.name)),
    ),
    element.hiddenCount > 0 &&
      h("button", { type: "button", class: "btn btn-quiet", on: { click: () => element.unhide() } }, t("summary.hidden", { n: element.hiddenCount })),
  );
}

function words(heard, offline) {
  if (heard === 0) {
    return t("summary.none");
  }
  if (offline.length === 0) {
    return t("summary.allOnline", { n: heard });
  }
  const rest = offline.length - MAX_NAMES;
  const names = [...offline.slice(0, MAX_NAMES), ...(rest > 0 ? [t("summary.more", { n: rest })] : [])];
  return t("summary.offline", { n: offline.length, all: heard, names: new Intl.ListFormat(locale).format(names) });
}
