// The actions on a pending node, each with a dialog that explains it.
import { api } from "../core/api.js";
import { field, formDialog } from "../core/dialog.js";
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { pendingName } from "./pending-card.js";
import { suggestedName } from "./names.js";

const path = ({ id }, action) => `api/pending-nodes/${encodeURIComponent(id)}/${action}`;

/** Asks how to adopt it; returns the node that it became, `{page: true}`, or null when the person cancelled. */
export async function askAdopt(pending) {
  let adopted = null;
  const { content, body } = pending.page ? asPage() : await asNode(pending);
  await formDialog({
    title: t(pending.page ? "pending.adoptPageTitle" : "pending.adoptTitle", { name: pendingName(pending), address: pending.address }),
    content,
    action: t(pending.page ? "pending.adoptPage" : "pending.adopt"),
    submit: async () => (adopted = await api.post(path(pending, "adopt"), body())),
  });
  return adopted;
}

function asPage() {
  return { content: [h("p", {}, t("pending.adoptPageText"))], body: () => ({}) };
}

async function asNode(pending) {
  // Without the list a new node can still be created.
  const nodes = await api.get("api/nodes").then(
    (answer) => answer.nodes.filter((node) => !node.self),
    () => [],
  );
  const name = h("input", { class: "form-control", id: "adopt-name", name: "name", value: suggestedName(pending.name, nodes), required: true, maxLength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: false });
  const node = h(
    "select",
    { class: "form-select", id: "adopt-node", name: "node" },
    ...nodes.map((one) => h("option", { value: one.id }, one.name)),
  );
  const asNew = field(t("addNode.name"), name, t("addNode.nameHint"));
  const asOld = field(t("pending.node"), node, t("pending.nodeHint"));
  const choice = (value, checked) => h("input", { type: "radio", class: "form-check-input", name: "as", value, checked });
  const fresh = choice("new", true);
  const known = choice("old", false);
  const show = () => {
    asNew.hidden = known.checked;
    asOld.hidden = fresh.checked;
    // A hidden field must not block the form.
    name.disabled = known.checked;
    node.disabled = fresh.checked;
  };
  [fresh, known].forEach((input) => input.addEventListener("change", show));
  show();
  const choices = h(
    "fieldset",
    { class: "choices" },
    h("legend", { class: "visually-hidden" }, t("pending.as")),
    h("label", { class: "check" }, fresh, t("pending.asNew")),
    h("label", { class: "check" }, known, t("pending.asOld")),
  );
  return {
    content: [h("p", { class: "muted small" }, t("pending.adoptText")), nodes.length > 0 && choices, asNew, asOld],
    body: () => (fresh.checked ? { name: name.value.trim() } : { node: node.value }),
  };
}

/** Rejects it. This can be undone, so there is no dialog. */
export function reject(pending) {
  return api.post(path(pending, "reject"));
}

/** Asks before an address is blocked: others may send from there too. */
export function askBlock(pending, others) {
  return formDialog({
    title: t("pending.blockTitle", { address: pending.address }),
    content: [h("p", {}, t("pending.blockText", { address: pending.address })), others > 0 && h("p", {}, t("pending.blockOthers", { n: others }))],
    action: t("pending.blockAction", { address: pending.address }),
    danger: true,
    submit: () => api.post(path(pending, "block")),
  });
}
