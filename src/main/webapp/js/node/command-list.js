// The last commands of a node as a table; a row follows the state of its command.
import { hubNow } from "../core/clock.js";
import { fill, h, setText, withTableRoles } from "../core/dom.js";
import { dayTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { failed, isPending } from "./command-states.js";
import { failureText, commandStateText, stepsText } from "./command-texts.js";

const SHOWN = 20;
const COLUMNS = ["time", "by", "action", "result"];

/** Builds it for a `NodeCommands`. */
export function commandList(nodeCommands) {
  const body = h("tbody", {});
  const message = h("p", { class: "muted small row-line" });
  const retry = h("button", { type: "button", class: "btn", on: { click: () => nodeCommands.fetch() } }, t("action.retry"));
  const table = withTableRoles(
    h(
      "table",
      { class: "table command-table" },
      h("caption", { class: "visually-hidden" }, t("commands.title")),
      h("thead", {}, h("tr", {}, ...COLUMNS.map((key) => h("th", { scope: "col" }, t(`commands.${key}`))))),
      body,
    ),
  );
  const panel = h("div", { class: "table-panel", hidden: true }, table);
  const rows = new Map();

  const show = () => {
    const shown = nodeCommands.all.slice(0, SHOWN);
    panel.hidden = shown.length === 0;
    message.hidden = shown.length > 0 && nodeCommands.state !== "failed";
    fill(message, messageOf(nodeCommands), nodeCommands.state === "failed" && nodeCommands.failure.status !== 404 && retry);
    for (const command of shown) {
      rows.set(command.id, rows.get(command.id) ?? row(command));
      rows.get(command.id).show(command);
    }
    for (const id of rows.keys()) {
      if (!shown.some((command) => command.id === id)) {
        rows.delete(id);
      }
    }
    const elements = shown.map(({ id }) => rows.get(id).element);
    if (elements.length !== body.children.length || elements.some((element, i) => body.children[i] !== element)) {
      fill(body, ...elements);
    }
  };
  nodeCommands.addEventListener("change", show);
  return {
    element: h("div", { class: "command-list" }, message, panel),
    show,
    tick: () => rows.forEach((one) => one.tick()),
    close: () => nodeCommands.removeEventListener("change", show),
  };
}

function messageOf({ state, failure, all }) {
  if (state === "failed") {
    return failure.status === 404 ? t("commands.notYet") : failure.message;
  }
  return state === "loading" ? t("state.loading") : all.length === 0 ? t("commands.none") : "";
}

function row(first) {
  let command = first;
  const state = h("span", { class: "command-state" });
  const more = h("span", { class: "muted command-steps" });
  const time = h("time", {});
  const given = Object.keys(first.arguments ?? {}).length > 0 && JSON.stringify(first.arguments);
  const cell = (key, ...content) => h("td", { class: key, data: { label: t(`commands.${key}`) } }, ...content);
  const element = withTableRoles(
    h(
      "tr",
      { data: { command: first.id } },
      cell("time", time),
      cell("by", first.by),
      cell("action", h("span", { class: "action-name" }, first.action), given && h("code", {}, given)),
      cell("result", state, more),
    ),
  );
  const tick = () => {
    if (isPending(command)) {
      setText(state, commandStateText(command, hubNow()));
    }
  };
  return {
    element,
    tick,
    show(changed) {
      command = changed;
      // First the time that this page assumed, then the hub's.
      time.dateTime = new Date(command.created).toISOString();
      setText(time, dayTime(command.created));
      element.dataset.state = isPending(command) ? "pending" : failed(command) ? "failed" : "confirmed";
      setText(state, isPending(command) ? commandStateText(command, hubNow()) : t(`command.${command.state}`));
      setText(more, [failureText(command), stepsText(command)].filter(Boolean).join(" · "));
    },
  };
}
