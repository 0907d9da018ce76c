// The actions that a node declared, as switches and buttons above its charts.
import { fill, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { ActionControl } from "./action-control.js";
import { announcement } from "./command-words.js";

/**
 * Builds them.
 *
 * @param {CommandBook} book
 * @param {boolean} mayAct whether this person may order
 */
export function actionsPanel(book, mayAct) {
  const grid = h("div", { class: "controls" });
  const heard = h("p", { class: "visually-hidden", role: "status", id: "actions-heard" });
  const element = h(
    "section",
    { class: "actions-panel", id: "actions", "aria-labelledby": "actions-title", hidden: true },
    h("h2", { id: "actions-title" }, t("actions.title")),
    !mayAct && h("p", { class: "muted small" }, t("actions.viewer")),
    grid,
    heard,
  );
  let controls = [];
  let declared = "";
  let metrics = [];

  // What went wrong stands beside the control, from the book.
  const order = (asked) => book.order(asked).catch(() => {});

  const show = (node) => {
    const actions = node.actions ?? [];
    metrics = node.metrics;
    const key = JSON.stringify(actions);
    if (key !== declared) {
      declared = key;
      controls = actions.map((action) => new ActionControl(action, { order, mayAct }));
      fill(grid, ...controls.map((control) => control.element));
      element.hidden = actions.length === 0;
    }
    controls.forEach((control) => control.show(metrics, book.commands));
  };

  const changed = ({ detail: command }) => {
    controls.forEach((control) => control.show(metrics, book.commands));
    const control = command && controls.find(({ action }) => action.name === command.action);
    if (control) {
      heard.textContent = announcement(control.label, command);
    }
  };
  book.addEventListener("change", changed);

  return {
    element,
    show,
    tick: () => controls.forEach((control) => control.tick()),
    close: () => book.removeEventListener("change", changed),
  };
}
