// What a node's page has around its charts: the declared actions above, commands and messages below.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { live } from "../core/live.js";
import { may } from "../core/session.js";
import { actionsPanel } from "./actions.js";
import { commandForms } from "./command-form.js";
import { commandList } from "./command-list.js";
import { NodeCommands } from "./commands.js";
import { messagesPanel } from "./messages-panel.js";

/** Builds them for a node; the machine itself takes no commands and sends no messages. */
export function nodeTools(node, user) {
  const operator = may(user, "operator");
  const nodeCommands = new NodeCommands(node.id, user.name);
  const actions = actionsPanel(nodeCommands, operator);
  const list = commandList(nodeCommands);
  const commands = h(
    "details",
    { class: "tool", id: "commands" },
    h("summary", {}, t("commands.title")),
    operator ? commandForms((command) => nodeCommands.send(command)) : h("p", { class: "muted small" }, t("actions.viewer")),
    list.element,
  );
  const messages = operator ? messagesPanel(node.id) : null;
  let fetched = false;

  // The commands of a node without actions are fetched only when a person opens the list.
  const fetchOnce = () => {
    if (!fetched) {
      fetched = true;
      nodeCommands.fetch();
    }
  };
  commands.addEventListener("toggle", () => {
    list.show();
    commands.open && fetchOnce();
  });

  const show = (changed) => {
    actions.show(changed);
    (changed.actions ?? []).length > 0 && fetchOnce();
  };
  show(node);
  return {
    above: actions.element,
    below: h("div", { class: "tools" }, commands, messages?.element),
    show,
    update: (command) => nodeCommands.update(command),
    /** Connected again: the states of commands may have changed meanwhile. */
    reconnected: () => fetched && nodeCommands.fetch(),
    tick() {
      actions.tick();
      list.tick();
      live.isLive && messages?.tick();
    },
    close() {
      actions.close();
      list.close();
    },
  };
}

/** The same, empty, for the machine itself. */
export function noTools() {
  const nothing = () => {};
  return { above: null, below: null, show: nothing, update: nothing, reconnected: nothing, tick: nothing, close: nothing };
}
