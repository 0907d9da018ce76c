// <k-connection-line>: this browser's connection in full words, at the bottom of the sidebar. It announces no
// changes: the badge in the top bar does.
import { h, setText } from "./dom.js";
import { t } from "./i18n.js";
import { live } from "./live.js";

class ConnectionLine extends HTMLElement {
  #words = h("span", {});
  #update = () => this.#render();

  connectedCallback() {
    this.className = "connection";
    this.replaceChildren(this.#words);
    live.addEventListener("state", this.#update);
    this.#render();
  }

  disconnectedCallback() {
    live.removeEventListener("state", this.#update);
  }

  #render() {
    this.dataset.state = live.state.name;
    setText(this.#words, t(`connection.${live.state.name}`));
  }
}

customElements.define("k-connection-line", ConnectionLine);
