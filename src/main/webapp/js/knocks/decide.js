// The decisions on one who waits, each with what it means.
import { api } from "../core/api.js";
import { field, formDialog } from "../core/dialog.js";
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { knockName } from "./knock-card.js";
import { suggestedName } from "./names.js";

const path = ({ id }, what) => `api/knocks/${encodeURIComponent(id)}/${what}`;

/** Asks as what it is adopted; the node it became, `{page: true}`, or null when it was left alone. */
export async function askAdopt(knock) {
  let adopted = null;
  const { content, body } = knock.page ? asPage() : await asNode(knock);
  await formDialog({
    title: t(knock.page ? "knocks.adoptPageTitle" : "knocks.adoptTitle", { name: knockName(knock), address: knock.address }),
    content,
    action: t(knock.page ? "knocks.adoptPage" : "knocks.adopt"),
    submit: async () => (adopted = await api.post(path(knock, "adopt"), body())),
  });
  return adopted;
}

function asPage() {
  return { content: [h("p", {}, t("knocks.adoptPageText"))], body: () => ({}) };
}

async function asNode(knock) {
  // Without the list one can still make a new node.
  const nodes = await api.get("api/nodes").then(
    (answer) => answer.nodes.filter((node) => !node.self),
    () => [],
  );
  const name = h("input", { class: "form-control", id: "adopt-name", name: "name", value: suggestedName(knock.name, nodes), required: true, maxLength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: false });
  const node = h(
    "select",
    { class: "form-select", id: "adopt-node", name: "node" },
    ...nodes.map((one) => h("option", { value: one.id }, one.name)),
  );
  const asNew = field(t("addNode.name"), name, t("addNode.nameHint"));
  const asOld = field(t("knocks.node"), node, t("knocks.nodeHint"));
  const choice = (value, checked) => h("input", { type: "radio", class: "form-check-input", name: "as", value, checked });
  const fresh = choice("new", true);
  const known = choice("old", false);
  const show = () => {
    asNew.hidden = known.checked;
    asOld.hidden = fresh.checked;
    // What is hidden must not stand in the way of the form.
    name.disabled = known.checked;
    node.disabled = fresh.checked;
  };
  [fresh, known].forEach((input) => input.addEventListener("change", show));
  show();
  const choices = h(
    "fieldset",
    { class: "choices" },
    h("legend", { class: "visually-hidden" }, t("knocks.as")),
    h("label", { class: "check" }, fresh, t("knocks.asNew")),
    h("label", { class: "check" }, known, t("knocks.asOld")),
  );
  return {
    content: [h("p", { class: "muted small" }, t("knocks.adoptText")), nodes.length > 0 && choices, asNew, asOld],
    body: () => (fresh.checked ? { name: name.value.trim() } : { node: node.value }),
  };
}

/** Lets it alone from now on; can be taken back, so nobody is asked whether they are sure. */
export function refuse(knock) {
  return api.post(path(knock, "refuse"));
}

/** Asks before an address is blocked: others may send from there too. */
export function askBlock(knock, others) {
  return formDialog({
    title: t("knocks.blockTitle", { address: knock.address }),
    content: [h("p", {}, t("knocks.blockText", { address: knock.address })), others > 0 && h("p", {}, t("knocks.blockOthers", { n: others }))],
    action: t("knocks.blockAction", { address: knock.address }),
    danger: true,
    submit: () => api.post(path(knock, "block")),
  });
}
