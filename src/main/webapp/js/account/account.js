// The account of the signed-in person: password, sessions and API keys.
import { api } from "../core/api.js";
import { field } from "../core/dialog.js";
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { apiKeys } from "./api-keys.js";
import { sessions } from "./sessions.js";
import { twoFactor } from "./two-factor.js";

class AccountPage extends HTMLElement {
  session;

  connectedCallback() {
    this.className = "column d-block";
    const keys = apiKeys(this.session);
    const input = (name, autocomplete, minLength) =>
      h("input", { class: "form-control", type: "password", id: name, name, autocomplete, required: true, minLength, maxLength: 200 });
    const current = input("current", "current-password", 1);
    const fresh = input("new", "new-password", 8);
    const again = input("again", "new-password", 8);
    const endKeys = h("input", { class: "form-check-input", type: "checkbox", id: "end-keys", name: "endKeys", "aria-describedby": "end-keys-hint" });
    const error = h("p", { class: "field-error", role: "alert" });
    const done = h("p", { class: "notice notice-good", role: "status", id: "password-changed", hidden: true });
    const change = h("button", { type: "submit", class: "btn btn-primary" }, t("account.change"));
    const form = h(
      "form",
      { class: "panel", id: "password" },
      h("h2", {}, t("account.password")),
      // Lets password managers know whose password this is.
      h("input", { type: "text", class: "visually-hidden", autocomplete: "username", value: this.session.user.name, readOnly: true, tabIndex: -1, "aria-hidden": "true" }),
      field(t("account.current"), current),
      field(t("account.new"), fresh, t("account.newHint")),
      field(t("account.again"), again),
      h(
        "div",
        { class: "field" },
        h("label", { class: "check" }, endKeys, t("account.endKeys")),
        h("p", { class: "field-hint", id: "end-keys-hint" }, t("account.endKeysHint")),
      ),
      error,
      h("div", { class: "actions" }, change),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.textContent = "";
      done.hidden = true;
      if (fresh.value !== again.value) {
        error.textContent = t("account.different");
        again.focus();
        return;
      }
      change.disabled = true;
      try {
        await api.post("api/session/password", { current: current.value, new: fresh.value, endKeys: endKeys.checked });
        endKeys.checked && keys.reload();
        form.reset();
        done.textContent = t("account.changed");
        done.hidden = false;
      } catch (failure) {
        error.textContent = failure.message;
      } finally {
        change.disabled = false;
      }
    });
    this.replaceChildren(h("p", { class: "muted" }, t("account.intro", { name: this.session.user.name, role: t(`role.${this.session.user.role}`) })), done, form, twoFactor(), sessions(), keys);
  }
}

customElements.define("k-account", AccountPage);

/** The view for a signed-in person. */
export function account(session) {
  const view = document.createElement("k-account");
  view.session = session;
  return view;
}
