// How to install the agent on a host: lines to paste for an agent that listens, and for one that connects by
// itself, with a token that is created here and shown once.
import { api } from "../core/api.js";
import { copyButton } from "../core/copy.js";
import { field } from "../core/dialog.js";
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { pendingNodes } from "../core/pending-nodes.js";
import { snippet } from "../core/snippet.js";
import { isLocal } from "../core/snippets.js";
import { BUILD, connectLines, LISTEN } from "./agent-lines.js";

const DEFAULT_TCP_PORT = 7000;

/** Builds it, folded. */
export function installAgentPanel() {
  const connect = h("code", { id: "agent-connect" });
  const tcpOff = h("p", { class: "notice", hidden: true }, t("install.tcpOff"));
  let token = null;
  const fill = () => {
    const { tcp = DEFAULT_TCP_PORT } = pendingNodes.ports;
    tcpOff.hidden = tcp !== 0;
    connect.textContent = connectLines(location.hostname, tcp || DEFAULT_TCP_PORT, token ?? t("snippets.tokenPlace"));
  };
  fill();
  pendingNodes.addEventListener("change", fill);
  const made = (one) => {
    token = one;
    fill();
  };
  const lines = (id, text) => h("code", { id }, text);
  const element = h(
    "details",
    { class: "panel install-agent", id: "install-agent" },
    h("summary", {}, h("h2", {}, t("install.title"))),
    h("p", { class: "muted" }, t("install.text")),
    snippet(t("install.build"), lines("agent-build", BUILD)),
    h(
      "div",
      { class: "install-options" },
      h("section", {}, h("h3", {}, t("install.listen")), h("p", { class: "muted small" }, t("install.listenText")), snippet(t("install.listenLines"), lines("agent-listen", LISTEN))),
      h(
        "section",
        {},
        h("h3", {}, t("install.connect")),
        h("p", { class: "muted small" }, t("install.connectText")),
        tcpOff,
        tokenForm(made),
        isLocal() && h("p", { class: "notice" }, t("install.localhost", { host: location.hostname })),
        snippet(t("install.connectLines"), connect),
      ),
    ),
  );
  return { element, close: () => pendingNodes.removeEventListener("change", fill) };
}

/** A form that creates a node and shows its token; calls `made(token)`. */
function tokenForm(made) {
  const name = h("input", { class: "form-control", id: "agent-name", required: true, maxLength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: false, placeholder: "pi-1" });
  const error = h("p", { class: "field-error", role: "alert" });
  const create = h("button", { type: "submit", class: "btn" }, t("addNode.create"));
  const form = h("form", { class: "token-form" }, field(t("install.name"), name), create, error);
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
        h("p", { class: "field-hint" }, t("install.tokenOnce")),
      );
      title.focus();
    } catch (failure) {
      error.textContent = failure.message;
      create.disabled = false;
    }
  });
  return box;
}
