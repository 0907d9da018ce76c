// One action that a node declared: a switch that shows what is proved, or a button.
import { hubNow } from "../core/clock.js";
import { h, setText } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { failed, isNews, isPending, latest, proved, wantedNext } from "./command-life.js";
import { lifeText } from "./command-words.js";

let count = 0;

export class ActionControl {
  element;
  action;
  #button;
  #life;
  #state = h("span", { class: "switch-state" });
  #touched = null;
  #command;
  #proved = null;

  /** `order(order)` sends it; `mayAct` is whether this person may. */
  constructor(action, { order, mayAct }) {
    this.action = action;
    const id = `action-${++count}`;
    this.#life = h("p", { class: "control-life", id: `${id}-life` });
    const label = action.label || action.name;
    const press = () => this.#press(order);
    if (this.#isSwitch) {
      this.#button = h("button", { type: "button", class: "switch", role: "switch", "aria-labelledby": `${id}-label`, "aria-describedby": `${id}-life`, disabled: !mayAct, on: { click: press } }, h("span", { class: "track" }), this.#state);
    } else {
      this.#button = h("button", { type: "button", class: "btn", "aria-describedby": `${id}-life`, disabled: !mayAct, on: { click: press } }, label);
    }
    this.element = h(
      "div",
      { class: "control", data: { action: action.name, kind: action.kind } },
      this.#isSwitch && h("span", { class: "control-label", id: `${id}-label` }, label),
      this.#button,
      this.#life,
    );
  }

  get label() {
    return this.action.label || this.action.name;
  }

  get #isSwitch() {
    return this.action.kind === "switch";
  }

  #press(order) {
    this.#touched = this.#command?.id ?? null;
    order({ action: this.action.name, arguments: this.#isSwitch ? { on: wantedNext(this.#proved, this.#command) } : {} });
  }

  /** Shows what the readings prove and where its last command stands. */
  show(metrics, commands) {
    this.#command = latest(commands, this.action.name);
    this.#proved = this.#isSwitch ? proved(this.action, metrics) : null;
    this.tick();
  }

  tick() {
    const command = this.#command;
    const pending = command !== undefined && isPending(command);
    // Old failures are in the list; beside the switch one stays for a while, or until it is touched.
    const tells = command !== undefined && (pending || (failed(command) ? command.id !== this.#touched && isNews(command, hubNow()) : true));
    this.element.dataset.command = tells ? (pending ? "pending" : failed(command) ? "failed" : "confirmed") : "none";
    setText(this.#life, tells ? lifeText(command, hubNow()) : "");
    if (this.#isSwitch) {
      const state = this.#proved === null ? "unknown" : this.#proved ? "on" : "off";
      this.element.dataset.proved = state;
      this.#button.setAttribute("aria-checked", String(this.#proved === true));
      setText(this.#state, t(`action.${state}`));
    }
  }
}
