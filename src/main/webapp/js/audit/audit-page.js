// The audit log, newest first: changes of nodes for operators; sign-ins and changes of accounts and API keys for
// admins. The address has the kind.
import { address, api } from "../core/api.js";
import { everySecond } from "../core/clock.js";
import { fill, h, setText, withTableRoles } from "../core/dom.js";
import { dateTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { may } from "../core/session.js";
import { emptyState, errorState, loading } from "../core/states.js";
import { addressText, matching, timesText, whatText } from "./entries.js";

const FIRST = 100;
const MAX_ENTRIES = 10_000;
const EVERY_SECONDS = 10;
const KINDS = ["change", "security"];
const COLUMNS = { change: ["time", "by", "what", "node", "detail"], security: ["time", "what", "account", "by", "address", "detail"] };

class AuditPage extends HTMLElement {
  session;
  #kind = "change";
  #entries = [];
  #more = false;
  #limit = FIRST;
  #shown = null;
  #fetching = false;
  #seconds = 0;
  #stopTicking = null;
  #filter = h("input", { type: "search", class: "form-control", id: "audit-filter", autocomplete: "off", spellcheck: false, on: { input: () => this.#fill() } });
  #count = h("p", { class: "muted small", role: "status" });
  #head = h("tr", {});
  #body = h("tbody", {});
  #kinds = h(
    "div",
    { class: "segments", role: "group", "aria-label": t("audit.kinds"), id: "audit-kinds" },
    ...KINDS.map((kind) => h("button", { type: "button", data: { kind }, on: { click: () => this.#choose(kind) } }, t(`audit.kind.${kind}`))),
  );
  #none = h("p", { class: "muted none", hidden: true }, t("audit.noMatch"));
  #older = h("button", { type: "button", class: "btn", id: "older", on: { click: () => this.#showOlder() } }, t("audit.older"));

  connectedCallback() {
    if (!may(this.session.user, "operator")) {
      this.replaceChildren(emptyState(t("error.forbidden"), t("audit.operatorsOnly")));
      return;
    }
    const asked = new URLSearchParams(location.search).get("kind");
    this.#kind = asked === "security" && this.#seesSecurity() ? "security" : "change";
    this.#stopTicking = everySecond(() => this.#tick());
    this.#load();
  }

  #seesSecurity() {
    return may(this.session.user, "admin");
  }

  #choose(kind) {
    if (kind === this.#kind) {
      return;
    }
    this.#kind = kind;
    this.#limit = FIRST;
    this.#shown = null;
    history.replaceState(null, "", kind === "change" ? location.pathname : address(location.pathname, { kind }));
    this.#load().then(() => this.#kinds.querySelector(`[data-kind=${kind}]`).focus());
  }

  disconnectedCallback() {
    this.#stopTicking?.();
  }

  async #load() {
    const kind = this.#kind;
    this.#kinds.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.kind === kind)));
    this.#show(loading(1));
    try {
      await this.#fetch();
    } catch (failure) {
      kind === this.#kind && this.#show(errorState(failure, () => this.#load()));
    }
  }

  // The buttons for the kind stay above every content.
  #show(...content) {
    this.replaceChildren(...(this.#seesSecurity() ? [this.#kinds] : []), ...content);
  }

  async #fetch() {
    this.#fetching = true;
    try {
      const kind = this.#kind;
      const { entries, next } = await api.get(address("api/audit", { kind, limit: this.#limit }));
      if (kind !== this.#kind) {
        return;
      }
      this.#entries = entries;
      this.#more = next !== undefined;
      entries.length === 0 ? this.#showEmpty() : this.#showTable();
    } finally {
      this.#fetching = false;
    }
  }

  // Silently: the entries stay when the hub does not answer, and the badge says so.
  #tick() {
    if (++this.#seconds % EVERY_SECONDS === 0 && this.#shown && !this.#fetching) {
      this.#fetch().catch(() => {});
    }
  }

  async #showOlder() {
    this.#older.disabled = true;
    this.#limit = Math.min(MAX_ENTRIES, this.#limit * 4);
    await this.#fetch().catch((failure) => setText(this.#count, failure.message));
    this.#older.disabled = false;
  }

  #showEmpty() {
    if (this.#shown !== "empty") {
      this.#shown = "empty";
      this.#show(this.#kind === "change" ? emptyState(t("audit.empty"), t("audit.emptyText")) : emptyState(t("audit.emptySecurity"), t("audit.emptySecurityText")));
    }
  }

  #showTable() {
    if (this.#shown !== "table") {
      this.#shown = "table";
      fill(this.#head, ...COLUMNS[this.#kind].map((key) => h("th", { scope: "col" }, t(`audit.${key}`))));
      this.#show(
        h("div", { class: "audit-head" }, h("div", {}, h("label", { class: "form-label", htmlFor: "audit-filter" }, t("audit.filter")), this.#filter), this.#count),
        h(
          "div",
          { class: "table-panel" },
          withTableRoles(
            h(
              "table",
              { class: "table audit-table" },
              h("caption", { class: "visually-hidden" }, t(`audit.kind.${this.#kind}`)),
              h("thead", {}, this.#head),
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
    fill(this.#body, ...found.map(this.#kind === "change" ? changeRow : securityRow));
    this.#none.hidden = found.length > 0;
    this.#older.hidden = !this.#more || this.#limit >= MAX_ENTRIES;
    setText(this.#count, found.length === this.#entries.length ? t("audit.count", { n: found.length }) : t("audit.found", { n: found.length, all: this.#entries.length }));
  }
}

function cell(key, ...content) {
  return h("td", { class: key, data: { label: t(`audit.${key}`) } }, h("span", {}, ...content));
}

function timeOf(time) {
  return h("time", { dateTime: new Date(time).toISOString() }, dateTime(time));
}

function securityRow(entry) {
  const { time, by, what, account, address: from, detail } = entry;
  const times = timesText(entry);
  return withTableRoles(
    h(
      "tr",
      { data: { what } },
      cell("time", timeOf(time)),
      cell("what", whatText(what), times && h("span", { class: "tag" }, times)),
      cell("account", account ?? ""),
      cell("by", by && by !== account ? by : ""),
      cell("address", addressText(from)),
      cell("detail", detail ?? ""),
    ),
  );
}

function changeRow({ time, by, what, node, nodeName, detail }) {
  const name = nodeName || node;
  return withTableRoles(
    h(
      "tr",
      {},
      cell("time", timeOf(time)),
      cell("by", by),
      cell("what", whatText(what)),
      // A deleted node has no page.
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
