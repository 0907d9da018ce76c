// The keys with which one's own programs read: make one, see when it was used, remove it. An admin also
// sees those of others.
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

class ApiKeys extends HTMLElement {
  session;
  #keys = [];
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
    // The address may name this part, which was not there when the browser looked for it.
    location.hash === "#keys" && this.scrollIntoView();
  }

  async #load() {
    try {
      ({ keys: this.#keys } = await api.get("api/keys"));
      this.#show();
    } catch (failure) {
      this.#lists.replaceChildren(errorState(failure, () => this.#load()));
    }
  }

  #form() {
    const input = h("input", { class: "form-control", id: "key-name", name: "name", required: true, maxLength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: false });
    const make = h("button", { type: "submit", class: "btn btn-primary" }, t("keys.make"));
    const error = h("p", { class: "field-error", id: "key-error", role: "alert" });
    const form = h("form", { id: "make-key" }, field(t("keys.name"), input, t("keys.nameHint")), error, h("div", { class: "actions" }, make));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.textContent = "";
      this.#said.hidden = true;
      make.disabled = true;
      try {
        const made = await api.post("api/keys", { name: input.value });
        form.reset();
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

  /** The secret, this once. */
  #reveal({ name, key }) {
    const title = h("h3", { tabIndex: -1 }, t("keys.madeTitle", { name }));
    const line = h("code", {}, `curl -H "Authorization: Bearer ${key}" "${readingsAddress()}?node=this-machine&metric=cpu&points=10"`);
    this.#made.replaceChildren(
      h(
        "div",
        { class: "account-secret" },
        title,
        h("div", { class: "token-line" }, h("code", { class: "token", id: "key-secret" }, key), copyButton(() => key, t("keys.copy"))),
        h("p", { class: "field-hint" }, t("keys.once")),
        snippet(t("keys.example"), line),
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
    const columns = ["name", ofOthers && "account", "created", "lastUsed"].filter(Boolean);
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
    const cell = (label, text) => h("td", { data: { label: t(`keys.${label}`) } }, h("span", {}, text));
    const { name, account, created, lastUsed } = key;
    return h(
      "tr",
      { data: { key: name } },
      h("td", {}, h("span", { class: "account-name" }, name)),
      ofOthers && cell("account", account),
      cell("created", dateTime(created)),
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
