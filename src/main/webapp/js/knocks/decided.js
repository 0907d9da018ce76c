// Those who were decided on without becoming a node, each with the way back.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { doorText } from "../core/senders.js";

/** A list with its title; nothing when it is empty. `undo(one)` takes the decision on one back. */
function decidedList(key, entries, undo) {
  if (entries.length === 0) {
    return null;
  }
  return h(
    "section",
    { class: "decided", data: { list: key } },
    h("h2", {}, t(`knocks.${key}.title`)),
    h("p", { class: "muted small" }, t(`knocks.${key}.text`)),
    h(
      "ul",
      { class: "decided-list" },
      ...entries.map((one) =>
        h(
          "li",
          {},
          h("span", {}, h("span", { class: "address" }, one.label), one.more && h("span", { class: "muted small" }, one.more)),
          h(
            "button",
            { type: "button", class: "btn push", "aria-label": t(`knocks.${key}.undoOf`, { name: one.label }), on: { click: () => undo(one) } },
            t(`knocks.${key}.undo`),
          ),
        ),
      ),
    ),
  );
}

/** All lists that are not empty. `undo(list, one)`, with `one.address` or `one.id` of a sender. */
export function decidedLists({ blocked, refused, pages }, undo) {
  const sender = (one) => ({
    id: one.id,
    label: one.page ? one.address : one.name || one.address,
    more: [doorText(one.door), one.name && !one.page ? one.address : ""].filter(Boolean).join(" · "),
  });
  return [
    decidedList("pages", pages.map(sender), (one) => undo("pages", one)),
    decidedList("refused", refused.map(sender), (one) => undo("refused", one)),
    decidedList("blocked", blocked.map((address) => ({ address, label: address })), (one) => undo("blocked", one)),
  ].filter(Boolean);
}
