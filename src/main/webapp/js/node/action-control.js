// One action that a node declared: a switch that shows what is proved, or a button.
import { hubNow } from "../core/clock.js";
import { h, setText } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { failed, isRecent, isPending, latest, proved, nextState } from "./command-states.js";
import { commandStateText } from "./command-texts.js";

let count = 0;

export class ActionControl {
  element;
  action;
  #button;
  #status;
  #state = h("span", { class: "switch-state" });
  #touched = null;
  #command;
  #proved = null;

  /** `send(command)` sends a command; `mayAct` is whether this person may. */
  constructor(action, { send, mayAct }) {
    this.action = action;
    const id = `action-${++count}`;
    this.#status = h("p", { class: "control-status", id: `${id}-status` });
    const label = action.label || action.name;
    const press = () => this.#press(send);
    if (this.#isSwitch) {
      this.#button = h("button", { type: "button", class: "switch", role: "switch", "aria-labelledby": `${id}-label`, "aria-describedby": `${id}-status`, disabled: !mayAct, on: { click: press } }, h("span", { class: "track" }), this.#state);
    } else {
      this.#button = h("button", { type: "button", class: "btn", "aria-describedby": `${id}-status`, disabled: !mayAct, on: { click: press } }, label);
    }
    this.element = h(
      "div",
      { class: "control", data: { action: action.name, kind: action.kind } },
      this.#isSwitch && h("span", { class: "control-label", id: `${id}-label` }, label),
      this.#button,
      this.#status,
    );
  }

  get label() {
    return this.action.label || this.action.name;
  }

  get #isSwitch() {
    return this.action.kind === "switch";
  }

  #press(send) {
    this.#touched = this.#command?.id ?? null;
    send({ action: this.action.name, arguments: this.#isSwitch ? { on: nextState(this.#proved, this.#command) } : {} });
  }

  /** Shows what the readings prove and the state of its last command. */
  show(metrics, commands) {
    this.#command = latest(commands, this.action.name);
    this.#proved = this.#isSwitch ? proved(this.action, metrics) : null;
    this.tick();
  }

  tick() {
    const command = this.#command;
    const pending = command !== undefined && isPending(command);
    // The switch shows a failure for a while, or until it is pressed; after that only the list has it.
    const shown = command !== undefined && (pending || (failed(command) ? command.id !== this.#touched && isRecent(command, hubNow()) : true));
    this.element.dataset.command = shown ? (pending ? "pending" : failed(command) ? "failed" : "confirmed") : "none";
    setText(this.#status, shown ? commandStateText(command, hubNow()) : "");
    if (this.#isSwitch) {
      const state = this.#proved === null ? "unknown" : this.#proved ? "on" : "off";
      this.element.dataset.proved = state;
      this.#button.setAttribute("aria-checked", String(this.#proved === true));
      setText(this.#state, t(`action.${state}`));
    }
  }
}
