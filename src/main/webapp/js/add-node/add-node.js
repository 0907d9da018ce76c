// Adds a node: asks its name, then shows its token and lines to paste, then its first reading.
import { api } from "../core/api.js";
import { hubNow } from "../core/clock.js";
import { copyButton } from "../core/copy.js";
import { field } from "../core/dialog.js";
import { h, icon } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { may } from "../core/session.js";
import "../core/snippet-tabs.js";
import { isLocal, readingsAddress } from "../core/snippets.js";
import { emptyState } from "../core/states.js";
import "./first-reading.js";

/** The names that the hub accepts. */
const NAME = "[A-Za-z0-9._\\/\\-]{1,64}";

class AddNode extends HTMLElement {
  session;

  connectedCallback() {
    this.className = "column";
    if (!may(this.session.user, "operator")) {
      this.replaceChildren(emptyState(t("error.forbidden"), t("addNode.viewer")));
      return;
    }
    this.#askName();
  }

  #askName() {
    const input = h("input", {
      class: "form-control",
      id: "node-name",
      name: "name",
      required: true,
      maxLength: 64,
      pattern: NAME,
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: false,
      placeholder: "greenhouse-1",
    });
    const error = h("p", { class: "field-error", id: "node-name-error", role: "alert" });
    const create = h("button", { type: "submit", class: "btn btn-primary" }, t("addNode.create"));
    const form = h(
      "form",
      { class: "panel", noValidate: true },
      field(t("addNode.name"), input, t("addNode.nameHint")),
      error,
      h("div", { class: "actions" }, create),
    );
    const showError = (text) => {
      error.textContent = text;
      input.setAttribute("aria-invalid", "true");
      input.focus();
    };
    input.addEventListener("input", () => {
      error.textContent = "";
      input.removeAttribute("aria-invalid");
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!input.checkValidity()) {
        showError(t(input.value === "" ? "addNode.nameMissing" : "addNode.nameWrong"));
        return;
      }
      create.disabled = true;
      try {
        const since = hubNow();
        this.#show(await api.post("api/nodes", { name: input.value }), since);
      } catch (failure) {
        create.disabled = false;
        showError(failure.message);
      }
    });
    this.replaceChildren(h("p", { class: "muted" }, t("addNode.intro")), form);
    input.focus();
  }

  #show(node, since) {
    const token = h("code", { class: "token", id: "node-token" }, node.token);
    const snippets = h("k-snippets");
    const address = h("input", { class: "form-control", id: "hub-origin", value: location.origin, inputMode: "url", spellcheck: false });
    const fill = () => snippets.show(readingsAddress(address.value.trim().replace(/\/+$/, "")), node.token);
    address.addEventListener("input", fill);
    const waiting = document.createElement("k-first-reading");
    waiting.node = node;
    waiting.since = since;
    const title = h("h2", { tabIndex: -1 }, t("addNode.tokenTitle", { name: node.name }));
    this.replaceChildren(
      h(
        "div",
        { class: "steps" },
        h(
          "section",
          { class: "panel" },
          title,
          h("div", { class: "token-line" }, token, copyButton(() => node.token, t("addNode.copyToken"))),
          h("p", { class: "field-hint" }, t("addNode.tokenOnce")),
        ),
        waiting,
        h(
          "section",
          { class: "panel" },
          h("h2", {}, t("snippets.title")),
          isLocal() && h("div", { class: "notice stack-gap", id: "localhost-notice" }, t("addNode.localhost", { host: location.hostname })),
          h("div", { class: "field hub-address" }, field(t("addNode.address"), address, t("addNode.addressHint"))),
          snippets,
        ),
        h("p", {}, h("button", { type: "button", class: "btn", on: { click: () => this.#askName() } }, icon("plus-lg"), t("addNode.another"))),
      ),
    );
    fill();
    title.focus();
  }
}

customElements.define("k-add-node", AddNode);

/** The view for a signed-in person. */
export function addNode(session) {
  const view = document.createElement("k-add-node");
  view.session = session;
  return view;
}
