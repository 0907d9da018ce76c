// What a person may change about a card: its main value, pinned in front, hidden.
import { h } from "../core/dom.js";
import { formDialog } from "../core/dialog.js";
import { metricLabel } from "../core/format.js";
import { t } from "../core/i18n.js";

/** Opens it; calls `changed()` after a change. This browser stores the choices for this user. */
export async function openCardMenu(card, anchor, preferences, changed) {
  const { id, name, kind, metrics } = card.node;
  const pinned = preferences.get("pinned", []);
  const hidden = preferences.get("hidden", []);
  const select = h(
    "select",
    { class: "form-select", id: "card-main", name: "main" },
    ...metrics
      .filter((reading) => reading.kind !== "text")
      .map(({ metric }) => h("option", { value: metric, selected: metric === card.main }, metricLabel(metric, kind))),
  );
  const check = (key, checked) =>
    h(
      "label",
      { class: "check" },
      h("input", { type: "checkbox", class: "form-check-input", name: key, checked }),
      t(`card.${key}`),
    );
  const done = await formDialog({
    title: name,
    content: [
      h("div", { class: "field" }, h("label", { class: "form-label", htmlFor: "card-main" }, t("card.main")), select),
      check("pinned", pinned.includes(id)),
      check("hidden", hidden.includes(id)),
      h("p", { class: "field-hint" }, t("card.keptHere")),
    ],
    action: t("action.save"),
    submit: (values) => {
      const set = (list, on) => (on ? [...new Set([...list, id])] : list.filter((one) => one !== id));
      preferences.set("pinned", set(pinned, values.pinned));
      preferences.set("hidden", set(hidden, values.hidden));
      if (values.main) {
        preferences.set("main", { ...preferences.get("main", {}), [id]: values.main });
      }
    },
  });
  if (done) {
    changed();
  }
  anchor.focus();
}
