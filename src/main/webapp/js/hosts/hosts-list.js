// The list of hosts as a table that can be sorted and filtered; the page's address has both.
import { h, setText, withTableRoles } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { COLUMNS, isFound, nextSort, sorted, viewOf, viewParameters } from "./columns.js";
import { HostRow } from "./host-row.js";

export class HostsList {
  element;
  #act;
  #rows = new Map();
  #view = viewOf(new URLSearchParams(location.search));
  #body = h("tbody", {});
  #heads;
  #none = h("p", { class: "muted none", hidden: true }, t("hosts.noMatch"));
  #count = h("p", { class: "muted small", role: "status" });
  #filter = h("input", { type: "search", class: "form-control", id: "hosts-filter", autocomplete: "off", spellcheck: false });
  #sort = h("select", { class: "form-select", id: "hosts-sort" });

  /** `act` as HostRow takes it. */
  constructor(act) {
    this.#act = act;
    this.#filter.value = this.#view.filter;
    this.#filter.addEventListener("input", () => this.#change({ filter: this.#filter.value }));
    this.#heads = COLUMNS.map(({ key }) =>
      h("th", { scope: "col", data: { key } }, h("button", { type: "button", class: "sort", on: { click: () => this.#change({ sort: nextSort(this.#view.sort, key) }) } }, t(`hosts.${key}`))),
    );
    // The cards on a phone have no column heads.
    this.#sort.append(...COLUMNS.map(({ key }) => h("option", { value: key }, t(`hosts.${key}`))));
    this.#sort.addEventListener("change", () => this.#change({ sort: nextSort({}, this.#sort.value) }));
    const actions = act && h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, t("hosts.actions")));
    this.element = h(
      "div",
      {},
      h(
        "div",
        { class: "list-tools" },
        h("div", { class: "list-filter" }, h("label", { class: "form-label", htmlFor: "hosts-filter" }, t("hosts.filter")), this.#filter),
        h("div", { class: "list-sort narrow-only" }, h("label", { class: "form-label", htmlFor: "hosts-sort" }, t("hosts.sort")), this.#sort),
        this.#count,
      ),
      h(
        "div",
        { class: "table-panel" },
        withTableRoles(h("table", { class: "table hosts-table" }, h("caption", { class: "visually-hidden" }, t("hosts.title")), h("thead", {}, h("tr", {}, ...this.#heads, actions)), this.#body)),
        this.#none,
      ),
    );
    new ResizeObserver(() => this.redraw()).observe(this.element);
  }

  get rows() {
    return this.#rows;
  }

  /** The row of a host; creates it if there is none. */
  put(data) {
    const row = this.#rows.get(data.id) ?? new HostRow(data, this.#act);
    this.#rows.set(data.id, row);
    return row;
  }

  remove(id) {
    this.#rows.get(id)?.close();
    this.#rows.delete(id);
  }

  /** Sorts the rows, and hides those that the filter excludes. */
  order() {
    const { filter, sort } = this.#view;
    const all = [...this.#rows.values()].map(({ data }) => data);
    const elements = sorted(all, sort).map((data) => {
      const { element } = this.#rows.get(data.id);
      element.hidden = !isFound(data, filter);
      return element;
    });
    // Moves rows only if the order changed, or they would lose the focus.
    if (elements.some((element, i) => this.#body.children[i] !== element)) {
      this.#body.replaceChildren(...elements);
    }
    this.#heads.forEach((head) =>
      head.dataset.key === sort.key ? head.setAttribute("aria-sort", sort.down ? "descending" : "ascending") : head.removeAttribute("aria-sort"),
    );
    this.#sort.value = sort.key;
    const found = elements.filter((element) => !element.hidden).length;
    this.#none.hidden = found > 0 || all.length === 0;
    setText(this.#count, filter === "" ? t("hosts.count", { n: all.length }) : t("hosts.found", { n: found, all: all.length }));
  }

  /** The same, but not while a person points at the rows or has the focus in them. */
  orderQuietly() {
    if (!this.#body.matches(":hover") && !this.#body.contains(document.activeElement)) {
      this.order();
    }
  }

  tick() {
    this.#rows.forEach((row) => row.tick());
  }

  redraw() {
    this.#rows.forEach((row) => row.redraw());
  }

  #change(change) {
    this.#view = { ...this.#view, ...change };
    const url = new URL(location.href);
    ["q", "sort"].forEach((name) => url.searchParams.delete(name));
    Object.entries(viewParameters(this.#view)).forEach(([name, value]) => url.searchParams.set(name, value));
    history.replaceState(history.state, "", url);
    this.order();
  }
}
