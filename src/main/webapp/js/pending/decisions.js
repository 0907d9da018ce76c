// The decisions that made no node, each with a button that undoes it.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { transportText } from "../core/senders.js";

/** A list with its title; null when it is empty. `undo(one)` undoes the decision on one entry. */
function decisionList(key, entries, undo) {
  if (entries.length === 0) {
    return null;
  }
  return h(
    "section",
    { class: "decisions", data: { list: key } },
    h("h2", {}, t(`pending.${key}.title`)),
    h("p", { class: "muted small" }, t(`pending.${key}.text`)),
    h(
      "ul",
      { class: "decision-list" },
      ...entries.map((one) =>
        h(
          "li",
          {},
          h("span", {}, h("span", { class: "address" }, one.label), one.more && h("span", { class: "muted small" }, one.more)),
          h(
            "button",
            { type: "button", class: "btn push", "aria-label": t(`pending.${key}.undoOf`, { name: one.label }), on: { click: () => undo(one) } },
            t(`pending.${key}.undo`),
          ),
        ),
      ),
    ),
  );
}

/** All lists that are not empty. `undo(list, one)`, with `one.address` or `one.id` of a sender. */
export function decisionLists({ blocked, rejected, pages }, undo) {
  const sender = (one) => ({
    id: one.id,
    label: one.page ? one.address : one.name || one.address,
    more: [transportText(one.door), one.name && !one.page ? one.address : ""].filter(Boolean).join(" · "),
  });
  return [
    decisionList("pages", pages.map(sender), (one) => undo("pages", one)),
    decisionList("rejected", rejected.map(sender), (one) => undo("rejected", one)),
    decisionList("blocked", blocked.map((address) => ({ address, label: address })), (one) => undo("blocked", one)),
  ].filter(Boolean);
}
