// One pending node. Built once; each further message updates what changes.
import { hubNow } from "../core/clock.js";
import { h, icon, setText } from "../core/dom.js";
import { age, dateTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { transportText } from "../core/senders.js";

/** What a pending node is called: the name that it sends, or words for none. */
export function pendingName({ name, page }) {
  return page ? t("pending.page") : name || t("pending.noName");
}

export class PendingCard {
  element;
  node;
  #first = h("time", {});
  #last = h("time", {});
  #count = h("span", {});
  #raw = h("code", {});
  #decoded = h("code", {});

  /** `decide(action, card)`, with the action adopt, reject or block. */
  constructor(node, decide) {
    this.node = node;
    const name = pendingName(node);
    const button = (action, look, sign) =>
      h(
        "button",
        { type: "button", class: `btn ${look}`, data: { action }, "aria-label": t(`pending.${action}.of`, { name, address: node.address }), on: { click: () => decide(action, this) } },
        icon(sign),
        t(`pending.${action}`),
      );
    this.element = h(
      "article",
      { class: "panel pending-node", data: { pending: node.id }, tabIndex: -1 },
      h(
        "header",
        {},
        h("h2", { class: node.name && !node.page ? "" : "unnamed" }, name),
        h("p", { class: "muted small" }, `${transportText(node.door)} · `, h("span", { class: "address" }, node.address)),
      ),
      node.origin && h("p", { class: "notice pending-origin" }, t("pending.origin", { origin: node.origin })),
      h("p", { class: "pending-times muted" }, this.#count, this.#first, this.#last),
      h("div", { class: "messages" }, message("raw", this.#raw), message("decoded", this.#decoded)),
      h("div", { class: "actions" }, button("adopt", "btn-primary", "check-lg"), button("reject", "", "x-lg"), button("block", "btn-quiet", "slash-circle")),
    );
    this.show(node);
  }

  /** Shows its newest message. */
  show(node) {
    this.node = node;
    setText(this.#raw, node.raw || t("pending.nothing"));
    setText(this.#decoded, node.decoded || t("pending.notUnderstood"));
    setText(this.#count, t("pending.count", { n: node.count }));
    for (const [element, time] of [[this.#first, node.first], [this.#last, node.last]]) {
      element.dateTime = new Date(time).toISOString();
      element.title = dateTime(time);
    }
    this.tick();
  }

  tick() {
    const ago = (time) => age(hubNow() - time);
    setText(this.#first, t(this.node.count > 1 ? "pending.first" : "pending.only", { age: ago(this.node.first) }));
    setText(this.#last, this.node.count > 1 ? t("pending.last", { age: ago(this.node.last) }) : "");
  }
}

function message(kind, code) {
  const label = t(`pending.${kind}`);
  return h("div", {}, h("h3", { class: "muted" }, label), h("pre", { class: "code message", tabIndex: 0, role: "group", "aria-label": label }, code));
}
