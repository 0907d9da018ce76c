// The accounts: add, change role, disable, reset password. For admins.
import { api } from "../core/api.js";
import { copyButton } from "../core/copy.js";
import { field, formDialog } from "../core/dialog.js";
import { h, icon, withTableRoles } from "../core/dom.js";
import { dateTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { may } from "../core/session.js";
import { emptyState, errorState, loading } from "../core/states.js";

const ROLES = ["viewer", "operator", "admin"];

class Accounts extends HTMLElement {
  session;
  #accounts = [];
  #said = h("p", { class: "notice", role: "status", hidden: true });
  #secret = h("div", { id: "one-time" });

  connectedCallback() {
    if (may(this.session.user, "admin")) {
      this.#load();
    } else {
      this.replaceChildren(emptyState(t("error.forbidden"), t("accounts.adminsOnly")));
    }
  }

  async #load() {
    this.replaceChildren(loading(1));
    try {
      ({ accounts: this.#accounts } = await api.get("api/accounts"));
      this.#build();
    } catch (failure) {
      this.replaceChildren(errorState(failure, () => this.#load()));
    }
  }

  #build() {
    const columns = ["name", "role", "lastLogin", "created"].map((key) => h("th", { scope: "col" }, t(`accounts.${key}`)));
    this.replaceChildren(
      h(
        "div",
        { class: "row-line accounts-head" },
        h("p", { class: "muted small m-0" }, t("accounts.intro")),
        h("button", { type: "button", class: "btn btn-primary push", id: "add-account", on: { click: () => this.#add() } }, icon("person-plus"), t("accounts.add")),
      ),
      this.#said,
      this.#secret,
      h(
        "div",
        { class: "table-panel" },
        withTableRoles(h(
          "table",
          { class: "table accounts-table" },
          h("caption", { class: "visually-hidden" }, t("accounts.title")),
          h("thead", {}, h("tr", {}, ...columns, h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, t("accounts.actions"))))),
          h("tbody", {}, ...this.#accounts.map((account) => this.#row(account))),
        )),
      ),
    );
  }

  #row(account) {
    const { name, role, disabled, created, lastLogin, twoFactor, mustChangePassword } = account;
    const own = account.id === this.session.user.id;
    const roles = h(
      "select",
      { class: "form-select", "aria-label": t("accounts.roleOf", { name }), disabled: own },
      ...ROLES.map((one) => h("option", { value: one, selected: one === role }, t(`role.${one}`))),
    );
    roles.addEventListener("change", () => this.#change(account, { role: roles.value }, t("accounts.roleChanged", { name })));
    const toggle = () => this.#change(account, { disabled: !disabled }, t(disabled ? "accounts.enabled" : "accounts.disabledNow", { name }));
    const cell = (key, ...content) => h("td", { data: { label: t(`accounts.${key}`) } }, h("span", {}, ...content));
    return h(
      "tr",
      { data: { account: name, ...(disabled && { disabled: "" }) } },
      h("td", {}, h("span", {}, h("span", { class: "account-name" }, name), own && h("span", { class: "tag" }, t("accounts.you")), disabled && h("span", { class: "tag" }, t("accounts.disabled")), twoFactor && h("span", { class: "tag" }, t("accounts.twoFactor")), mustChangePassword && h("span", { class: "tag" }, t("accounts.oneTime")))),
      cell("role", roles),
      cell("lastLogin", lastLogin ? dateTime(lastLogin) : t("accounts.never")),
      cell("created", dateTime(created)),
      h(
        "td",
        {},
        h(
          "div",
          { class: "row-actions" },
          own
            ? h("a", { class: "btn btn-quiet", href: "account.html" }, t("user.password"))
            : h("button", { type: "button", class: "btn btn-quiet", data: { action: "reset" }, on: { click: () => this.#reset(account) } }, t("accounts.reset")),
          !own && twoFactor && h("button", { type: "button", class: "btn btn-quiet", data: { action: "two-factor" }, on: { click: () => this.#endTwoFactor(account) } }, t("accounts.endTwoFactor")),
          !own && h("button", { type: "button", class: "btn btn-quiet", data: { action: "end-sessions" }, "aria-label": `${t("accounts.endSessions")}: ${name}`, on: { click: () => this.#endSessions(account) } }, t("accounts.endSessions")),
          !own && h("button", { type: "button", class: "btn btn-quiet", data: { action: "toggle" }, on: { click: toggle } }, t(disabled ? "accounts.enable" : "accounts.disable")),
        ),
      ),
    );
  }

  // The same button undoes it, so there is no dialog.
  async #change(account, change, said) {
    try {
      this.#put(await api.patch(`api/accounts/${account.id}`, change));
      this.#say(said, "notice-good");
    } catch (failure) {
      this.#build();
      this.#say(failure.message, "notice-bad");
    }
  }

  async #endSessions({ id, name }) {
    try {
      await api.delete(`api/session/list?account=${id}`);
      this.#say(t("accounts.sessionsEnded", { name }), "notice-good");
    } catch (failure) {
      this.#say(failure.message, "notice-bad");
    }
  }

  #put(account) {
    const known = this.#accounts.some(({ id }) => id === account.id);
    this.#accounts = known ? this.#accounts.map((one) => (one.id === account.id ? account : one)) : [...this.#accounts, account];
    this.#build();
  }

  #say(text, look) {
    this.#said.className = `notice ${look}`;
    this.#said.textContent = text;
    this.#said.hidden = false;
  }

  async #add() {
    const name = h("input", { class: "form-control", name: "name", required: true, maxLength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: false });
    const role = h("select", { class: "form-select", name: "role" }, ...ROLES.map((one) => h("option", { value: one }, t(`role.${one}`))));
    await formDialog({
      title: t("accounts.add"),
      content: [field(t("accounts.name"), name, t("addNode.nameHint")), field(t("accounts.role"), role, t("accounts.roleHint")), ...passwordFields()],
      action: t("accounts.add"),
      submit: async (values) => {
        const made = await api.post("api/accounts", withPassword(values));
        this.#put(made);
        this.#say(t("accounts.added", { name: made.name }), "notice-good");
        this.#reveal(made);
      },
    });
  }

  async #reset(account) {
    const { name } = account;
    await formDialog({
      title: t("accounts.resetTitle", { name }),
      content: [h("p", {}, t("accounts.resetText", { name })), ...passwordFields()],
      action: t("accounts.reset"),
      submit: async (values) => {
        const changed = await api.patch(`api/accounts/${account.id}`, withPassword(values));
        this.#put(changed);
        this.#say(t("accounts.wasReset", { name }), "notice-good");
        this.#reveal(changed);
      },
    });
  }

  async #endTwoFactor(account) {
    const { name } = account;
    await formDialog({
      title: t("accounts.endTwoFactorTitle", { name }),
      content: [h("p", {}, t("accounts.endTwoFactorText", { name }))],
      action: t("accounts.endTwoFactor"),
      danger: true,
      submit: async () => {
        this.#put(await api.patch(`api/accounts/${account.id}`, { twoFactor: false }));
        this.#say(t("accounts.twoFactorEnded", { name }), "notice-good");
      },
    });
  }

  /** Shows a generated one-time password, only this once. */
  #reveal({ name, oneTimePassword }) {
    if (!oneTimePassword) {
      this.#secret.replaceChildren();
      return;
    }
    this.#secret.replaceChildren(
      h(
        "div",
        { class: "account-secret" },
        h("h3", {}, t("accounts.oneTimeTitle", { name })),
        h("div", { class: "token-line" }, h("code", { class: "token", id: "one-time-password" }, oneTimePassword), copyButton(() => oneTimePassword, t("accounts.copyPassword"))),
        h("p", { class: "field-hint" }, t("accounts.oneTimeOnce")),
      ),
    );
  }
}

/** The hub generates a password unless one is typed. It must be changed at the first sign-in unless the box is cleared. */
function passwordFields() {
  const input = h("input", { class: "form-control", type: "text", name: "password", minLength: 8, maxLength: 200, autocomplete: "off", spellcheck: false });
  const oneTime = h("input", { class: "form-check-input", type: "checkbox", name: "oneTime", id: "one-time-choice", checked: true });
  // A generated password is always a one-time password.
  const follow = () => {
    oneTime.disabled = input.value === "";
    oneTime.checked ||= oneTime.disabled;
  };
  input.addEventListener("input", follow);
  follow();
  return [
    field(t("accounts.password"), input, t("accounts.passwordHint")),
    h("div", { class: "form-check field" }, oneTime, h("label", { class: "form-check-label", htmlFor: oneTime.id }, t("accounts.oneTimeChoice"))),
  ];
}

function withPassword({ password, oneTime, ...others }) {
  return password ? { ...others, password, oneTime: oneTime === "on" } : { ...others, oneTime: true };
}

customElements.define("k-accounts", Accounts);

/** The view for a signed-in person. */
export function accounts(session) {
  const view = document.createElement("k-accounts");
  view.session = session;
  return view;
}
