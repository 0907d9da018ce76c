// Two-factor authentication: scan, confirm with a code, save the recovery codes; the password turns it off.
import { api } from "../core/api.js";
import { copyButton } from "../core/copy.js";
import { field, formDialog } from "../core/dialog.js";
import { fill, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { errorState, loading } from "../core/states.js";

const ADDRESS = "api/session/two-factor";
const SVG = "http://www.w3.org/2000/svg";

class TwoFactor extends HTMLElement {
  #body = h("div", { class: "account-steps" }, loading(1));

  connectedCallback() {
    this.className = "d-block panel account-part";
    this.id = "two-factor";
    this.replaceChildren(h("h2", {}, t("twoFactor.title")), h("p", { class: "muted" }, t("twoFactor.intro")), this.#body);
    this.#load();
  }

  async #load() {
    try {
      this.#show(await api.get(ADDRESS));
    } catch (failure) {
      this.#body.replaceChildren(errorState(failure, () => this.#load()));
    }
  }

  #show({ on, recoveryCodes }) {
    if (!on) {
      fill(this.#body, h("div", { class: "actions" }, button("two-factor-set-up", "btn btn-primary", t("twoFactor.setUp"), () => this.#setUp())));
      return;
    }
    fill(
      this.#body,
      h("p", { class: "notice notice-good", id: "two-factor-on" }, t("twoFactor.on", { n: recoveryCodes })),
      h(
        "div",
        { class: "actions" },
        button("two-factor-renew", "btn", t("twoFactor.renew"), () => this.#renew()),
        button("two-factor-off", "btn btn-quiet", t("twoFactor.off"), () => this.#off()),
      ),
    );
  }

  async #setUp() {
    let begun;
    const password = passwordInput();
    const done = await formDialog({
      title: t("twoFactor.setUp"),
      content: [field(t("account.current"), password, t("twoFactor.passwordHint"))],
      action: t("twoFactor.next"),
      submit: async (values) => (begun = await api.post(ADDRESS, values)),
    });
    if (done) {
      this.#scan(begun);
    }
  }

  #scan({ secret, uri, qr }) {
    const code = h("input", { class: "form-control", id: "two-factor-code", name: "code", required: true, autocomplete: "one-time-code", inputMode: "numeric", maxLength: 10, spellcheck: false });
    const error = h("p", { class: "field-error", id: "two-factor-error", role: "alert" });
    const confirm = h("button", { type: "submit", class: "btn btn-primary" }, t("twoFactor.turnOn"));
    const form = h(
      "form",
      { id: "two-factor-confirm", class: "account-steps" },
      h("p", {}, t("twoFactor.scan")),
      qrImage(qr),
      h("p", { class: "field-hint" }, t("twoFactor.type")),
      h("div", { class: "token-line" }, h("code", { class: "token", id: "two-factor-secret" }, secret.replace(/(.{4})(?!$)/g, "$1 ")), copyButton(() => secret, t("twoFactor.copySecret"))),
      h("p", {}, h("a", { href: uri }, t("twoFactor.open"))),
      field(t("login.code"), code, t("twoFactor.codeHint")),
      error,
      h("div", { class: "actions" }, h("button", { type: "button", class: "btn", on: { click: () => this.#load() } }, t("action.cancel")), confirm),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.textContent = "";
      confirm.disabled = true;
      try {
        this.#reveal(await api.post(`${ADDRESS}/confirm`, { code: code.value }));
      } catch (failure) {
        error.textContent = failure.message;
        code.select();
      } finally {
        confirm.disabled = false;
      }
    });
    this.#body.replaceChildren(form);
    code.focus();
  }

  /** Shows the recovery codes, only this once. */
  #reveal({ recoveryCodes }) {
    const title = h("h3", { tabIndex: -1 }, t("twoFactor.codesTitle"));
    this.#show({ on: true, recoveryCodes: recoveryCodes.length });
    this.#body.append(
      h(
        "div",
        { class: "account-secret", id: "recovery-codes" },
        title,
        h("p", {}, t("twoFactor.codesText")),
        h("ul", { class: "recovery-codes" }, ...recoveryCodes.map((code) => h("li", {}, h("code", {}, code)))),
        copyButton(() => recoveryCodes.join("\n"), t("twoFactor.copyCodes")),
      ),
    );
    title.focus();
  }

  async #renew() {
    let made;
    const done = await formDialog({
      title: t("twoFactor.renew"),
      content: [h("p", {}, t("twoFactor.renewText")), field(t("account.current"), passwordInput())],
      action: t("twoFactor.renew"),
      submit: async (values) => (made = await api.post(`${ADDRESS}/recovery-codes`, values)),
    });
    if (done) {
      this.#reveal(made);
    }
  }

  async #off() {
    const done = await formDialog({
      title: t("twoFactor.offTitle"),
      content: [h("p", {}, t("twoFactor.offText")), field(t("account.current"), passwordInput())],
      action: t("twoFactor.off"),
      danger: true,
      submit: (values) => api.post(`${ADDRESS}/off`, values),
    });
    if (done) {
      this.#load();
    }
  }
}

function button(id, look, text, click) {
  return h("button", { type: "button", class: look, id, on: { click } }, text);
}

function passwordInput() {
  return h("input", { class: "form-control", type: "password", name: "password", autocomplete: "current-password", required: true, maxLength: 200 });
}

function qrImage({ size, path }) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "qr");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", t("twoFactor.qr"));
  const dark = document.createElementNS(SVG, "path");
  dark.setAttribute("d", path);
  svg.append(dark);
  return svg;
}

customElements.define("k-two-factor", TwoFactor);

/** The part of the account's page. */
export function twoFactor() {
  return document.createElement("k-two-factor");
}
