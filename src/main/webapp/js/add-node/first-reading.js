// <k-first-reading>: waits for a node's first reading and turns green by itself.
import { h, icon } from "../core/dom.js";
import { quantityText } from "../core/format.js";
import { t } from "../core/i18n.js";
import { live } from "../core/live.js";

class FirstReading extends HTMLElement {
  node;
  since;
  #subscription = null;
  #sign = icon("hourglass-split");
  #words = h("p", {});
  #more = h("p", { class: "muted small" });

  connectedCallback() {
    this.id = "first-reading";
    this.className = "panel first-reading";
    this.dataset.state = "waiting";
    this.#words.textContent = t("addNode.waiting");
    this.#more.textContent = t("addNode.waitingMore");
    this.replaceChildren(
      h("span", { class: "sign" }, this.#sign),
      h("div", { role: "status" }, this.#words, this.#more),
    );
    this.#subscription = live.subscribe(
      {
        topics: () => [{ node: this.node.id }],
        readings: ({ series }) => this.#take(series.find((one) => one.node === this.node.id)),
      },
      this.since,
    );
  }

  disconnectedCallback() {
    this.#subscription.close();
  }

  #take(series) {
    const newest = series?.points.at(-1);
    if (!newest || this.dataset.state === "received") {
      return;
    }
    this.dataset.state = "received";
    this.#sign.setAttribute("name", "check-lg");
    this.#words.textContent = t("addNode.received");
    this.#more.textContent = `${series.metric}: ${quantityText(newest[1], series.unit)}`;
    const address = `node.html?id=${encodeURIComponent(this.node.id)}`;
    this.append(h("a", { class: "btn btn-primary", href: address }, t("addNode.open")));
  }
}

customElements.define("k-first-reading", FirstReading);
