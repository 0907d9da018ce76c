// What a node's page has around its charts: the declared actions above, commands and X-ray below.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { live } from "../core/live.js";
import { may } from "../core/session.js";
import { actionsPanel } from "./actions.js";
import { commandForms } from "./command-form.js";
import { commandList } from "./command-list.js";
import { CommandBook } from "./orders.js";
import { xrayPanel } from "./xray-panel.js";

/** Builds them for a node; the machine itself takes no commands and has no frames. */
export function nodeTools(node, user) {
  const operator = may(user, "operator");
  const book = new CommandBook(node.id, user.name);
  const actions = actionsPanel(book, operator);
  const list = commandList(book);
  const commands = h(
    "details",
    { class: "tool", id: "commands" },
    h("summary", {}, t("commands.title")),
    operator ? commandForms((order) => book.order(order)) : h("p", { class: "muted small" }, t("actions.viewer")),
    list.element,
  );
  const xray = operator ? xrayPanel(node.id) : null;
  let asked = false;

  // A node without actions is not asked about before somebody looks.
  const fetchOnce = () => {
    if (!asked) {
      asked = true;
      book.fetch();
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
    below: h("div", { class: "tools" }, commands, xray?.element),
    show,
    take: (command) => book.take(command),
    /** Connected again: commands may have gone on meanwhile. */
    again: () => asked && book.fetch(),
    tick() {
      actions.tick();
      list.tick();
      live.isLive && xray?.tick();
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
  return { above: null, below: null, show: nothing, take: nothing, again: nothing, tick: nothing, close: nothing };
}
