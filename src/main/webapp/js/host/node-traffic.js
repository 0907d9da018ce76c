// <k-node-traffic>: the outcome of each node's readings; fetched only while it is visible.
import { address, api } from "../core/api.js";
import { h, setText, withTableRoles } from "../core/dom.js";
import { dateTime, number } from "../core/format.js";
import { t } from "../core/i18n.js";
import { errorState, loading } from "../core/states.js";

const EVERY_MILLIS = 5000;
const MAX_ROWS = 50;
const COLUMNS = ["committed", "shed", "refused", "failed", "late"];

class NodeTraffic extends HTMLElement {
  #seen = false;
  #timer = null;
  #fetching = null;
  #rows = new Map();
  #built = false;
  #since = h("p", { class: "muted small" });
  #body = h("tbody", {});
  #more = h("p", { class: "muted small", hidden: true });
  #none = h("p", { class: "muted none", hidden: true }, t("traffic.empty"));
  #trouble = h("p", { class: "notice notice-bad", role: "alert", hidden: true });
  #observer = new IntersectionObserver(([{ isIntersecting }]) => {
    this.#seen = isIntersecting;
    this.#look();
  });
  #shownAgain = () => this.#look();

  connectedCallback() {
    this.#built || this.replaceChildren(loading(1));
    this.#observer.observe(this);
    document.addEventListener("visibilitychange", this.#shownAgain);
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    document.removeEventListener("visibilitychange", this.#shownAgain);
    this.#seen = false;
    clearTimeout(this.#timer);
    this.#fetching?.abort();
  }

  async #look() {
    clearTimeout(this.#timer);
    this.#fetching?.abort();
    if (!this.#seen || document.hidden) {
      return;
    }
    this.#fetching = new AbortController();
    const { signal } = this.#fetching;
    try {
      this.#show(await api.get(address("api/traffic", { limit: String(MAX_ROWS) }), { signal }));
    } catch (failure) {
      if (failure.name === "AbortError") {
        return;
      }
      this.#fail(failure);
    }
    if (!signal.aborted) {
      this.#timer = setTimeout(() => this.#look(), EVERY_MILLIS);
    }
  }

  // Old values stay, with the reason why they are old.
  #fail(failure) {
    if (this.#built) {
      this.#trouble.hidden = false;
      setText(this.#trouble, failure.message);
    } else {
      this.replaceChildren(errorState(failure, () => this.#look()));
    }
  }

  #build() {
    this.#built = true;
    const heads = [h("th", { scope: "col" }, t("traffic.node")), ...COLUMNS.map((key) => h("th", { scope: "col", class: "number" }, t(`traffic.${key}`)))];
    const table = h("table", { class: "table device-table" }, h("caption", { class: "visually-hidden" }, t("traffic.title")), h("thead", {}, h("tr", {}, ...heads)), this.#body);
    this.replaceChildren(h("h3", {}, t("traffic.title")), this.#since, this.#trouble, h("div", { class: "table-panel" }, withTableRoles(table), this.#none, this.#more));
  }

  #show({ since, total, nodes }) {
    this.#built || this.#build();
    this.#trouble.hidden = true;
    setText(this.#since, t("traffic.since", { time: dateTime(since) }));
    this.#none.hidden = nodes.length > 0;
    this.#more.hidden = total <= nodes.length;
    setText(this.#more, t("traffic.more", { n: number(total, 0), shown: number(nodes.length, 0) }));
    const rows = nodes.map((node) => this.#row(node));
    if (rows.length !== this.#body.children.length || rows.some((row, i) => this.#body.children[i] !== row)) {
      this.#body.replaceChildren(...rows);
    }
    const ids = new Set(nodes.map(({ id }) => id));
    [...this.#rows.keys()].filter((id) => !ids.has(id)).forEach((id) => this.#rows.delete(id));
  }

  #row(node) {
    if (!this.#rows.has(node.id)) {
      const name = h("a", { href: `node.html?id=${encodeURIComponent(node.id)}` });
      const cells = COLUMNS.map((key) => h("td", { class: "number", data: { label: t(`traffic.${key}`), count: key } }, h("span", { class: "value" })));
      this.#rows.set(node.id, { name, cells, element: withTableRoles(h("tr", { data: { node: node.id } }, h("td", { class: "name" }, name), ...cells)) });
    }
    const { name, cells, element } = this.#rows.get(node.id);
    setText(name, node.name);
    COLUMNS.forEach((key, i) => setText(cells[i].firstChild, number(node[key], 0)));
    return element;
  }
}

customElements.define("k-node-traffic", NodeTraffic);
