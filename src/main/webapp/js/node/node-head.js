// The head of a node's page: status, last seen, and what an operator may change.
import { api } from "../core/api.js";
import { hubNow } from "../core/clock.js";
import { copyButton } from "../core/copy.js";
import { field, formDialog, openDialog } from "../core/dialog.js";
import { h, icon, setText } from "../core/dom.js";
import { age, dateTime, duration } from "../core/format.js";
import { gapWords } from "../core/gaps.js";
import { hint } from "../core/hint.js";
import { t } from "../core/i18n.js";
import { sourcesOf } from "../core/senders.js";
import "../core/snippet-tabs.js";
import { readingsAddress } from "../core/snippets.js";
import { showStatus } from "../core/status.js";
import { askKey, keyRejectedWords } from "./node-key.js";

/** Builds it; `renamed(node)` after a new name, `deleted()` when the node is gone. */
export function nodeHead(first, { mayChange, renamed, deleted }) {
  let node = first;
  const status = h("span", { class: "status", id: "status" });
  const seen = h("span", { class: "muted small", id: "last-seen" });
  const machine = h("span", { class: "muted small" });
  const sources = h("span", { class: "muted small", id: "sources" });
  const gaps = hint("gaps");
  const rejected = hint("key-rejected");
  const path = `api/nodes/${encodeURIComponent(node.id)}`;
  const button = (sign, key, click) => h("button", { type: "button", class: "btn btn-quiet", id: `${key}-node`, on: { click } }, icon(sign), h("span", {}, t(`node.${key}`)));

  const rename = async () => {
    const input = h("input", { class: "form-control", name: "name", value: node.name, required: true, maxLength: 64, autocomplete: "off", spellcheck: false });
    await formDialog({
      title: t("node.renameTitle", { name: node.name }),
      content: [field(t("addNode.name"), input, t("addNode.nameHint"))],
      action: t("node.rename"),
      submit: async ({ name }) => renamed(await api.patch(path, { name })),
    });
  };

  const newToken = async () => {
    let token = null;
    const done = await formDialog({
      title: t(node.hasToken ? "node.tokenTitle" : "node.tokenFirstTitle", { name: node.name }),
      content: [h("p", {}, t(node.hasToken ? "node.tokenText" : node.senders ? "node.tokenBeside" : "node.tokenFirst"))],
      action: t(tokenKey(node)),
      submit: async () => ({ token } = await api.post(`${path}/token`)),
    });
    if (done) {
      node.hasToken = true;
      showToken(node, token);
    }
  };

  const remove = async () => {
    const done = await formDialog({
      title: t("node.deleteTitle", { name: node.name }),
      content: [h("p", {}, t("node.deleteText", { name: node.name }))],
      action: t("node.deleteAction", { name: node.name }),
      danger: true,
      submit: () => api.delete(path),
    });
    if (done) {
      deleted();
    }
  };

  // The machine itself needs no token, and cannot be deleted.
  const tokenButton = button("key", "token", newToken);
  const keyButton = button("shield-lock", "key", () =>
    askKey(node, (hasKey) => {
      node.hasKey = hasKey;
      delete node.keyRejected;
      head.show({});
    }),
  );
  const actions = mayChange
    ? [button("pencil", "rename", rename), !node.self && tokenButton, !node.self && keyButton, !node.self && button("trash", "delete", remove)]
    : [];
  const asHost = node.kind === "host" && h("a", { class: "btn btn-quiet", href: `host.html?id=${encodeURIComponent(node.id)}` }, icon("pc-display"), h("span", {}, t("node.asHost")));
  const element = h(
    "div",
    { class: "node-head row-line" },
    status,
    seen,
    gaps.element,
    rejected.element,
    node.self ? machine : sources,
    (asHost || actions.length > 0) && h("div", { class: "node-actions push" }, asHost, ...actions),
  );
  if (node.self) {
    describe(machine);
  }

  const head = {
    element,
    show(changed) {
      node = { ...node, ...changed };
      setText(sources, t("node.source", { sources: sourcesOf(node).join("; ") }));
      sources.hidden = !node.senders && !node.hasKey;
      setText(tokenButton.lastChild, t(tokenKey(node)));
      setText(keyButton.lastChild, t(node.hasKey ? "node.key" : "nodeKey.make"));
      rejected.show(keyRejectedWords(node));
      gaps.show(gapWords(node));
      this.tick();
    },
    tick() {
      showStatus(status, node);
      setText(seen, node.lastSeen === undefined ? "" : t("node.lastSeen", { age: age(hubNow() - node.lastSeen) }));
      seen.title = node.lastSeen === undefined ? "" : dateTime(node.lastSeen);
    },
    get node() {
      return node;
    },
  };
  return head;
}

const tokenKey = (node) => (node.hasToken ? "node.token" : "node.makeToken");

async function describe(element) {
  try {
    const { os, cpu, metrics } = await api.get("api/vitals");
    element.textContent = [
      os?.name,
      cpu?.model,
      cpu?.cores && t("node.cores", { n: cpu.cores }),
      metrics?.uptime !== undefined && t("node.up", { duration: duration(metrics.uptime * 1000) }),
    ]
      .filter(Boolean)
      .join(" · ");
  } catch {
    // The charts say more.
  }
}

function showToken(node, token) {
  const snippets = h("k-snippets");
  const close = h("button", { type: "button", class: "btn btn-primary" }, t("node.tokenKept"));
  const dialog = openDialog(
    t("addNode.tokenTitle", { name: node.name }),
    h("div", { class: "token-line" }, h("code", { class: "token", id: "node-token" }, token), copyButton(() => token, t("addNode.copyToken"))),
    h("p", { class: "field-hint" }, t("addNode.tokenOnce")),
    snippets,
    h("div", { class: "actions" }, close),
  );
  dialog.classList.add("wide");
  close.addEventListener("click", () => dialog.close());
  snippets.show(readingsAddress(), token);
}
