// <k-snippets>: tabs with lines to paste. Arrow keys go from tab to tab, as people expect of tabs.
import { copyButton } from "./copy.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { tabs } from "./snippets.js";

class Snippets extends HTMLElement {
  #address = "";
  #token = "";
  #codes = [];

  connectedCallback() {
    const buttons = tabs.map(({ id }, i) =>
      h("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, tabIndex: i === 0 ? 0 : -1 }, t(`snippets.tab.${id}`)),
    );
    const panels = tabs.map(({ id, parts }) =>
      h("div", { class: "tab-panel", role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}` }, ...parts.map((part) => this.#part(part))),
    );
    const choose = (chosen) => {
      buttons.forEach((button, i) => {
        button.setAttribute("aria-selected", String(i === chosen));
        button.tabIndex = i === chosen ? 0 : -1;
        panels[i].hidden = i !== chosen;
      });
    };
    const list = h("div", { class: "segments", role: "tablist", "aria-label": t("snippets.title") }, ...buttons);
    list.addEventListener("click", (event) => {
      const chosen = buttons.indexOf(event.target);
      chosen >= 0 && choose(chosen);
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) {
        const next = (buttons.indexOf(event.target) + step + buttons.length) % buttons.length;
        choose(next);
        buttons[next].focus();
      }
    });
    choose(0);
    this.replaceChildren(list, ...panels);
    this.#fill();
  }

  disconnectedCallback() {
    this.#codes = [];
  }

  /** Fills in where to send to, and with which token. */
  show(address, token) {
    this.#address = address;
    this.#token = token;
    this.#fill();
  }

  #part({ id, key, text }) {
    const code = h("code", { id });
    this.#codes.push({ code, text });
    return h(
      "div",
      { class: "snippet" },
      h("div", { class: "snippet-head" }, h("span", { class: "muted" }, t(key)), copyButton(() => code.textContent)),
      h("pre", { class: "code", tabIndex: 0, "aria-label": t(key) }, code),
    );
  }

  #fill() {
    for (const { code, text } of this.#codes) {
      code.textContent = text(this.#address, this.#token);
    }
  }
}

customElements.define("k-snippets", Snippets);
