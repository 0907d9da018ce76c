// Who did what to which node, newest first. For operators.
import { address, api } from "../core/api.js";
import { everySecond } from "../core/clock.js";
import { fill, h, setText, withTableRoles } from "../core/dom.js";
import { dateTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { may } from "../core/session.js";
import { emptyState, errorState, loading } from "../core/states.js";
import { matching, whatText } from "./entries.js";

const FIRST = 100;
const MOST = 10_000;
const EVERY_SECONDS = 10;
const COLUMNS = ["time", "by", "what", "node", "detail"];

class AuditPage extends HTMLElement {
  session;
  #entries = [];
  #limit = FIRST;
  #shown = null;
  #fetching = false;
  #seconds = 0;
  #stopTicking = null;
  #filter = h("input", { type: "search", class: "form-control", id: "audit-filter", autocomplete: "off", spellcheck: false, on: { input: () => this.#fill() } });
  #count = h("p", { class: "muted small", role: "status" });
  #body = h("tbody", {});
  #none = h("p", { class: "muted none", hidden: true }, t("audit.noMatch"));
  #older = h("button", { type: "button", class: "btn", id: "older", on: { click: () => this.#showOlder() } }, t("audit.older"));

  connectedCallback() {
    if (!may(this.session.user, "operator")) {
      this.replaceChildren(emptyState(t("error.forbidden"), t("audit.operatorsOnly")));
      return;
    }
    this.#stopTicking = everySecond(() => this.#tick());
    this.#load();
  }

  disconnectedCallback() {
    this.#stopTicking?.();
  }

  async #load() {
    this.replaceChildren(loading(1));
    try {
      await this.#fetch();
    } catch (failure) {
      this.replaceChildren(errorState(failure, () => this.#load()));
    }
  }

  async #fetch() {
    this.#fetching = true;
    try {
      const { entries } = await api.get(address("api/audit", { limit: this.#limit }));
      this.#entries = entries;
      entries.length === 0 ? this.#showEmpty() : this.#showTable();
    } finally {
      this.#fetching = false;
    }
  }

  // Quietly: what is shown stays when the hub is away, and the badge says so.
  #tick() {
    if (++this.#seconds % EVERY_SECONDS === 0 && this.#shown && !this.#fetching) {
      this.#fetch().catch(() => {});
    }
  }

  async #showOlder() {
    this.#older.disabled = true;
    this.#limit = Math.min(MOST, this.#limit * 4);
    await this.#fetch().catch((failure) => setText(this.#count, failure.message));
    this.#older.disabled = false;
  }

  #showEmpty() {
    if (this.#shown !== "empty") {
      this.#shown = "empty";
      this.replaceChildren(emptyState(t("audit.empty"), t("audit.emptyText")));
    }
  }

  #showTable() {
    if (this.#shown !== "table") {
      this.#shown = "table";
      this.replaceChildren(
        h("div", { class: "audit-head" }, h("div", {}, h("label", { class: "form-label", htmlFor: "audit-filter" }, t("audit.filter")), this.#filter), this.#count),
        h(
          "div",
          { class: "table-panel" },
          withTableRoles(
            h(
              "table",
              { class: "table audit-table" },
              h("caption", { class: "visually-hidden" }, t("audit.title")),
              h("thead", {}, h("tr", {}, ...COLUMNS.map((key) => h("th", { scope: "col" }, t(`audit.${key}`))))),
              this.#body,
            ),
          ),
          this.#none,
        ),
        h("p", { class: "older" }, this.#older),
      );
    }
    this.#fill();
  }

  #fill() {
    const found = matching(this.#entries, this.#filter.value);
    fill(this.#body, ...found.map(row));
    this.#none.hidden = found.length > 0;
    this.#older.hidden = this.#entries.length < this.#limit || this.#limit >= MOST;
    setText(this.#count, found.length === this.#entries.length ? t("audit.count", { n: found.length }) : t("audit.found", { n: found.length, all: this.#entries.length }));
  }
}

function row({ time, by, what, node, nodeName, detail }) {
  const cell = (key, ...content) => h("td", { class: key, data: { label: t(`audit.${key}`) } }, h("span", {}, ...content));
  const name = nodeName || node;
  return withTableRoles(
    h(
      "tr",
      {},
      cell("time", h("time", { dateTime: new Date(time).toISOString() }, dateTime(time))),
      cell("by", by),
      cell("what", whatText(what)),
      // What is deleted has no page any more.
      cell("node", node && what !== "delete" ? h("a", { href: `node.html?id=${encodeURIComponent(node)}` }, name) : (name ?? "")),
      cell("detail", detail ?? ""),
    ),
  );
}

customElements.define("k-audit-page", AuditPage);

/** The view for a signed-in person. */
export function auditPage(session) {
  const view = document.createElement("k-audit-page");
  view.session = session;
  return view;
}
