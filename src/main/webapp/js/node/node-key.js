// The key of a node that sends without a token: made, renewed and removed here, shown once.
import { api } from "../core/api.js";
import { copyButton } from "../core/copy.js";
import { formDialog, openDialog } from "../core/dialog.js";
import { h } from "../core/dom.js";
import { dayTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { snippet } from "../core/snippet.js";

/** Asks, makes a key for the node, and shows it; `changed(hasKey)` afterwards. */
export async function askKey(node, changed) {
  const path = `api/nodes/${encodeURIComponent(node.id)}/key`;
  let key = null;
  let remove = null;
  if (node.hasKey) {
    remove = h("input", { type: "checkbox", class: "form-check-input", name: "remove", id: "remove-key" });
  }
  const done = await formDialog({
    title: t(node.hasKey ? "nodeKey.renewTitle" : "nodeKey.makeTitle", { name: node.name }),
    content: [
      h("p", {}, t(node.hasKey ? "nodeKey.renewText" : "nodeKey.makeText")),
      remove && h("div", { class: "form-check" }, remove, h("label", { class: "form-check-label", htmlFor: "remove-key" }, t("nodeKey.remove"))),
    ].filter(Boolean),
    action: t(node.hasKey ? "nodeKey.renew" : "nodeKey.make"),
    submit: async () => {
      if (remove?.checked) {
        await api.delete(path);
      } else {
        ({ key } = await api.post(path));
      }
    },
  });
  if (done) {
    changed(key !== null);
    key && showKey(node, key);
  }
}

function showKey(node, key) {
  const close = h("button", { type: "button", class: "btn btn-primary" }, t("node.tokenKept"));
  const dialog = openDialog(
    t("nodeKey.title", { name: node.name }),
    h("div", { class: "token-line" }, h("code", { class: "token", id: "node-key" }, key), copyButton(() => key, t("nodeKey.copy"))),
    h("p", { class: "field-hint" }, t("nodeKey.once")),
    snippet(t("nodeKey.byWebSocket"), h("code", {}, `{"type":"node","key":"${key}","msg":21.5}`)),
    snippet(t("nodeKey.byTcp"), h("code", {}, `{"sensor":"gps","key":"${key}","speed":12.5}`)),
    h("div", { class: "actions" }, close),
  );
  dialog.classList.add("wide");
  close.addEventListener("click", () => dialog.close());
}

/** The messages that were rejected because of a missing or wrong key, for a hint; null when there were none. */
export function keyRejectedWords({ keyRejected }) {
  if (!keyRejected) {
    return null;
  }
  const { count, last, address, code } = keyRejected;
  const why = t(code === "node.key.missing" ? "nodeKey.missing" : "nodeKey.wrong");
  return { short: t("nodeKey.rejected", { n: count }), long: t("nodeKey.rejectedLong", { n: count, address, time: dayTime(last), why }) };
}
