// One who waits. Built once; what changes with each knock is written into it.
import { hubNow } from "../core/clock.js";
import { h, icon, setText } from "../core/dom.js";
import { age, dateTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { doorText } from "../core/senders.js";

/** What a knock is called: the name that it gives itself, or words for none. */
export function knockName({ name, page }) {
  return page ? t("knocks.page") : name || t("knocks.noName");
}

export class KnockCard {
  element;
  knock;
  #first = h("time", {});
  #last = h("time", {});
  #count = h("span", {});
  #raw = h("code", {});
  #decoded = h("code", {});

  /** `decide(what, card)`, with what: adopt, refuse or block. */
  constructor(knock, decide) {
    this.knock = knock;
    const name = knockName(knock);
    const button = (what, look, sign) =>
      h(
        "button",
        { type: "button", class: `btn ${look}`, data: { action: what }, "aria-label": t(`knocks.${what}.of`, { name, address: knock.address }), on: { click: () => decide(what, this) } },
        icon(sign),
        t(`knocks.${what}`),
      );
    this.element = h(
      "article",
      { class: "panel knock", data: { knock: knock.id }, tabIndex: -1 },
      h(
        "header",
        {},
        h("h2", { class: knock.name && !knock.page ? "" : "unnamed" }, name),
        h("p", { class: "muted small" }, `${doorText(knock.door)} · `, h("span", { class: "address" }, knock.address)),
      ),
      knock.origin && h("p", { class: "notice knock-origin" }, t("knocks.origin", { origin: knock.origin })),
      h("p", { class: "knock-times muted" }, this.#count, this.#first, this.#last),
      h("div", { class: "messages" }, message("raw", this.#raw), message("decoded", this.#decoded)),
      h("div", { class: "actions" }, button("adopt", "btn-primary", "check-lg"), button("refuse", "", "x-lg"), button("block", "btn-quiet", "slash-circle")),
    );
    this.take(knock);
  }

  /** Takes its newest word. */
  take(knock) {
    this.knock = knock;
    setText(this.#raw, knock.raw || t("knocks.nothing"));
    setText(this.#decoded, knock.decoded || t("knocks.notUnderstood"));
    setText(this.#count, t("knocks.count", { n: knock.count }));
    for (const [element, time] of [[this.#first, knock.first], [this.#last, knock.last]]) {
      element.dateTime = new Date(time).toISOString();
      element.title = dateTime(time);
    }
    this.tick();
  }

  tick() {
    const ago = (time) => age(hubNow() - time);
    setText(this.#first, t(this.knock.count > 1 ? "knocks.first" : "knocks.only", { age: ago(this.knock.first) }));
    setText(this.#last, this.knock.count > 1 ? t("knocks.last", { age: ago(this.knock.last) }) : "");
  }
}

function message(kind, code) {
  const label = t(`knocks.${kind}`);
  return h("div", {}, h("h3", { class: "muted" }, label), h("pre", { class: "code message", tabIndex: 0, role: "group", "aria-label": label }, code));
}
