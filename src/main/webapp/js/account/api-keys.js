// API keys, with which programs read and send readings: create one for all or chosen nodes, see its last use and
// its expiry, remove it. An admin also sees the keys of others.
import { api } from "../core/api.js";
import { copyButton } from "../core/copy.js";
import { field, formDialog } from "../core/dialog.js";
import { h, withTableRoles } from "../core/dom.js";
import { dateTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { may } from "../core/session.js";
import { snippet } from "../core/snippet.js";
import { readingsAddress } from "../core/snippets.js";
import { errorState, loading } from "../core/states.js";

const DAYS = [30, 90, 365, 0];
const DEFAULT_DAYS = 365;

class ApiKeys extends HTMLElement {
  session;
  #keys = [];
  #nodes = [];
  #said = h("p", { class: "notice notice-good stack-gap", role: "status", hidden: true });
  #made = h("div", { id: "key-made" });
  #lists = h("div", {}, loading(1));

  connectedCallback() {
    this.className = "d-block panel account-part";
    this.id = "keys";
    this.replaceChildren(
      h("h2", {}, t("keys.title")),
      h("p", { class: "muted" }, t("keys.intro")),
      this.#form(),
      this.#made,
      this.#said,
      this.#lists,
    );
    this.#load();
    // The address may have the anchor #keys, which did not exist when the page loaded.
    location.hash === "#keys" && this.scrollIntoView();
  }

  /** Fetches the remaining keys. */
  reload() {
    this.#made.replaceChildren();
    this.#load();
  }

  async #load() {
    try {
      const [{ keys }, { nodes }] = await Promise.all([api.get("api/keys"), api.get("api/nodes")]);
      this.#keys = keys;
      this.#nodes = nodes;
      this.#show();
    } catch (failure) {
      this.#lists.replaceChildren(errorState(failure, () => this.#load()));
    }
  }

  #form() {
    const input = h("input", { class: "form-control", id: "key-name", name: "name", required: true, maxLength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: false });
    const option = (value, text, selected) => h("option", { value, selected }, text);
    const mayWrite = may(this.session.user, "operator");
    const scope = h("select", { class: "form-select", id: "key-scope" }, ...["read", "write"].map((each) => option(each, t(`keys.scope.${each}`))));
    const days = h("select", { class: "form-select", id: "key-days" }, ...DAYS.map((each) => option(each, t(`keys.days.${each}`), each === DEFAULT_DAYS)));
    const nodes = h("select", { class: "form-select", id: "key-nodes" }, ...["all", "chosen"].map((each) => option(each, t(`keys.nodes.${each}`))));
    const chosen = h("fieldset", { class: "field key-nodes", id: "key-chosen", hidden: true });
    const showChoice = () => {
      chosen.hidden = nodes.value === "all";
      if (!chosen.hidden) {
        chosen.replaceChildren(h("legend", { class: "form-label" }, t("keys.nodes.which")), ...this.#choices());
      }
    };
    nodes.addEventListener("change", showChoice);
    const make = h("button", { type: "submit", class: "btn btn-primary" }, t("keys.make"));
    const error = h("p", { class: "field-error", id: "key-error", role: "alert" });
    const form = h("form", { id: "make-key" }, field(t("keys.name"), input, t("keys.nameHint")), h("div", { class: "key-choices" }, mayWrite && field(t("keys.scope"), scope), field(t("keys.nodes"), nodes), field(t("keys.days"), days)), chosen, error, h("div", { class: "actions" }, make));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.textContent = "";
      this.#said.hidden = true;
      const wanted = chosen.hidden ? null : [...chosen.querySelectorAll("input:checked")].map(({ value }) => value);
      if (wanted?.length === 0) {
        error.textContent = t("keys.nodes.choose");
        chosen.querySelector("input")?.focus();
        return;
      }
      make.disabled = true;
      try {
        const made = await api.post("api/keys", { name: input.value, scope: scope.value, days: Number(days.value), nodes: wanted });
        form.reset();
        showChoice();
        this.#reveal(made);
        this.#put([...this.#keys, made]);
      } catch (failure) {
        error.textContent = failure.message;
        input.focus();
      } finally {
        make.disabled = false;
      }
    });
    return form;
  }

  #choices() {
    if (this.#nodes.length === 0) {
      return [h("p", { class: "muted" }, t("keys.nodes.none"))];
    }
    return [
      h(
        "div",
        { class: "key-node-list" },
        ...this.#nodes.map(({ id, name }) => h("label", { class: "check" }, h("input", { class: "form-check-input", type: "checkbox", value: id }), h("span", {}, name))),
      ),
    ];
  }

  #nodesText(ids) {
    const names = ids.map((id) => this.#nodes.find((node) => node.id === id)?.name ?? id);
    return names.length > 3 ? t("keys.nodes.count", { n: names.length }) : names.join(", ");
  }

  /** Shows the secret, only this once. */
  #reveal({ name, key, nodes }) {
    const title = h("h3", { tabIndex: -1 }, t("keys.madeTitle", { name }));
    const line = h("code", {}, `curl -H "Authorization: Bearer ${key}" "${readingsAddress()}?${nodes ? `node=${nodes[0]}` : "node=this-machine&metric=cpu"}&points=10"`);
    this.#made.replaceChildren(
      h(
        "div",
        { class: "account-secret" },
        title,
        h("div", { class: "token-line" }, h("code", { class: "token", id: "key-secret" }, key), copyButton(() => key, t("keys.copy"))),
        h("p", { class: "field-hint" }, t("keys.once")),
        snippet(t(nodes ? "keys.exampleNode" : "keys.example"), line),
      ),
    );
    title.focus();
  }

  #put(keys) {
    this.#keys = keys;
    this.#show();
  }

  #show() {
    const own = this.session.user.name;
    const mine = this.#keys.filter(({ account }) => account === own);
    const others = this.#keys.filter(({ account }) => account !== own);
    this.#lists.replaceChildren(
      mine.length > 0 ? this.#table(mine, t("keys.own"), false) : h("p", { class: "muted", id: "no-keys" }, t("keys.none")),
      ...(others.length > 0 && may(this.session.user, "admin") ? [h("h3", {}, t("keys.others")), this.#table(others, t("keys.others"), true)] : []),
    );
  }

  #table(keys, caption, ofOthers) {
    const columns = ["name", ofOthers && "account", "scope", "nodes", "expires", "lastUsed"].filter(Boolean);
    return h(
      "div",
      { class: "table-panel" },
      withTableRoles(
        h(
          "table",
          { class: "table accounts-table" },
          h("caption", { class: "visually-hidden" }, caption),
          h("thead", {}, h("tr", {}, ...columns.map((key) => h("th", { scope: "col" }, t(`keys.${key}`))), h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, t("accounts.actions"))))),
          h("tbody", {}, ...keys.map((key) => this.#row(key, ofOthers))),
        ),
      ),
    );
  }

  #row(key, ofOthers) {
    const cell = (label, ...content) => h("td", { data: { label: t(`keys.${label}`) } }, h("span", {}, ...content));
    const { name, account, scope, nodes, expires, expired, created, lastUsed } = key;
    return h(
      "tr",
      { data: { key: name, ...(expired && { expired: "" }) } },
      h("td", {}, h("span", { title: `${t("keys.created")} ${dateTime(created)}` }, h("span", { class: "account-name" }, name), expired && h("span", { class: "tag" }, t("keys.expired")))),
      ofOthers && cell("account", account),
      cell("scope", t(`keys.scope.${scope}`)),
      cell("nodes", nodes ? this.#nodesText(nodes) : t("keys.nodes.all")),
      cell("expires", expires ? dateTime(expires) : t("keys.expires.never")),
      cell("lastUsed", lastUsed ? dateTime(lastUsed) : t("keys.never")),
      h(
        "td",
        {},
        h("div", { class: "row-actions" }, h("button", { type: "button", class: "btn btn-quiet", "aria-label": t("keys.remove.of", { name }), on: { click: () => this.#remove(key) } }, t("keys.remove"))),
      ),
    );
  }

  async #remove(key) {
    const { id, name } = key;
    const done = await formDialog({
      title: t("keys.removeTitle", { name }),
      content: [h("p", {}, t("keys.removeText", { name }))],
      action: t("keys.removeAction", { name }),
      danger: true,
      submit: () => api.delete(`api/keys/${encodeURIComponent(id)}`),
    });
    if (done) {
      this.#made.replaceChildren();
      this.#said.textContent = t("keys.removed", { name });
      this.#said.hidden = false;
      this.#put(this.#keys.filter((each) => each.id !== id));
    }
  }
}

customElements.define("k-api-keys", ApiKeys);

/** The part of the account's page. */
export function apiKeys(session) {
  const part = document.createElement("k-api-keys");
  part.session = session;
  return part;
}
