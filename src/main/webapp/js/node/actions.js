// The actions that a node declared, as switches and buttons above its charts.
import { fill, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { ActionControl } from "./action-control.js";
import { announcement } from "./command-texts.js";

/**
 * Builds them.
 *
 * @param {NodeCommands} nodeCommands
 * @param {boolean} mayAct whether this person may send commands
 */
export function actionsPanel(nodeCommands, mayAct) {
  const grid = h("div", { class: "controls" });
  const announced = h("p", { class: "visually-hidden", role: "status", id: "actions-announced" });
  const element = h(
    "section",
    { class: "actions-panel", id: "actions", "aria-labelledby": "actions-title", hidden: true },
    h("h2", { id: "actions-title" }, t("actions.title")),
    !mayAct && h("p", { class: "muted small" }, t("actions.viewer")),
    grid,
    announced,
  );
  let controls = [];
  let declared = "";
  let metrics = [];

  // A failure is shown beside the control, which reads it from the command.
  const send = (command) => nodeCommands.send(command).catch(() => {});

  const show = (node) => {
    const actions = node.actions ?? [];
    metrics = node.metrics;
    const key = JSON.stringify(actions);
    if (key !== declared) {
      declared = key;
      controls = actions.map((action) => new ActionControl(action, { send, mayAct }));
      fill(grid, ...controls.map((control) => control.element));
      element.hidden = actions.length === 0;
    }
    controls.forEach((control) => control.show(metrics, nodeCommands.all));
  };

  const changed = ({ detail: command }) => {
    controls.forEach((control) => control.show(metrics, nodeCommands.all));
    const control = command && controls.find(({ action }) => action.name === command.action);
    if (control) {
      announced.textContent = announcement(control.label, command);
    }
  };
  nodeCommands.addEventListener("change", changed);

  return {
    element,
    show,
    tick: () => controls.forEach((control) => control.tick()),
    close: () => nodeCommands.removeEventListener("change", changed),
  };
}
