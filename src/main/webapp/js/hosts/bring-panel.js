// How a host is brought: lines to paste for an agent that listens, and for one that connects by itself,
// with a token that is made here and shown once.
import { api } from "../core/api.js";
import { copyButton } from "../core/copy.js";
import { field } from "../core/dialog.js";
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { snippet } from "../core/snippet.js";
import { isLocal } from "../core/snippets.js";
import { waiting } from "../core/waiting.js";
import { BUILD, dialLines, LISTEN } from "./agent-lines.js";

const USUAL_TCP_PORT = 7000;

/** Builds it, folded. */
export function bringPanel() {
  const dial = h("code", { id: "agent-dial" });
  const door = h("p", { class: "notice", hidden: true }, t("bring.doorOff"));
  let token = null;
  const fill = () => {
    const { tcp = USUAL_TCP_PORT } = waiting.ports;
    door.hidden = tcp !== 0;
    dial.textContent = dialLines(location.hostname, tcp || USUAL_TCP_PORT, token ?? t("snippets.tokenPlace"));
  };
  fill();
  waiting.addEventListener("change", fill);
  const made = (one) => {
    token = one;
    fill();
  };
  const lines = (id, text) => h("code", { id }, text);
  const element = h(
    "details",
    { class: "panel bring-panel", id: "bring" },
    h("summary", {}, h("h2", {}, t("bring.title"))),
    h("p", { class: "muted" }, t("bring.text")),
    snippet(t("bring.build"), lines("agent-build", BUILD)),
    h(
      "div",
      { class: "bring-ways" },
      h("section", {}, h("h3", {}, t("bring.listen")), h("p", { class: "muted small" }, t("bring.listenText")), snippet(t("bring.listenLines"), lines("agent-listen", LISTEN))),
      h(
        "section",
        {},
        h("h3", {}, t("bring.dial")),
        h("p", { class: "muted small" }, t("bring.dialText")),
        door,
        tokenForm(made),
        isLocal() && h("p", { class: "notice" }, t("bring.localhost", { host: location.hostname })),
        snippet(t("bring.dialLines"), dial),
      ),
    ),
  );
  return { element, close: () => waiting.removeEventListener("change", fill) };
}

/** A node's token, made on demand; `made(token)`. */
function tokenForm(made) {
  const name = h("input", { class: "form-control", id: "dial-name", required: true, maxLength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: false, placeholder: "pi-1" });
  const error = h("p", { class: "field-error", role: "alert" });
  const create = h("button", { type: "submit", class: "btn" }, t("addNode.create"));
  const form = h("form", { class: "token-form" }, field(t("bring.name"), name), create, error);
  const box = h("div", {}, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    create.disabled = true;
    error.textContent = "";
    try {
      const node = await api.post("api/nodes", { name: name.value });
      made(node.token);
      const title = h("p", { class: "form-label", tabIndex: -1 }, t("addNode.tokenTitle", { name: node.name }));
      box.replaceChildren(
        title,
        h("div", { class: "token-line" }, h("code", { class: "token", id: "host-token" }, node.token), copyButton(() => node.token, t("addNode.copyToken"))),
        h("p", { class: "field-hint" }, t("bring.tokenOnce")),
      );
      title.focus();
    } catch (failure) {
      error.textContent = failure.message;
      create.disabled = false;
    }
  });
  return box;
}
