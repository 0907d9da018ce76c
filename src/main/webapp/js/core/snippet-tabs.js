// <k-snippets>: tabs with lines to paste.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { snippet } from "./snippet.js";
import { tabs } from "./snippets.js";
import { tabbed } from "./tabs.js";

class Snippets extends HTMLElement {
  #address = "";
  #token = "";
  #codes = [];

  connectedCallback() {
    const panels = tabs.map(({ id, parts }) => ({ id, label: t(`snippets.tab.${id}`), content: parts.map((part) => this.#part(part)) }));
    const { list, elements } = tabbed(t("snippets.title"), panels);
    this.replaceChildren(list, ...elements);
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
    return snippet(t(key), code);
  }

  #fill() {
    for (const { code, text } of this.#codes) {
      code.textContent = text(this.#address, this.#token);
    }
  }
}

customElements.define("k-snippets", Snippets);
