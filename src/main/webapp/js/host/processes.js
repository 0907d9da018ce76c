// <k-processes>: the process table of a host; fetched only while it is visible.
import { address, api } from "../core/api.js";
import { fill, h, setText, withTableRoles } from "../core/dom.js";
import { clock, dateTime, number, quantityText } from "../core/format.js";
import { has, t } from "../core/i18n.js";
import { emptyState, errorState, loading } from "../core/states.js";
import { columnsOf, nextProcessSort, PROCESS_COLUMNS, processKey, shownProcesses } from "./process-rows.js";

const EVERY_MILLIS = 2000;
// The filter finds the rest.
const MAX_ROWS = 200;
// The hub answers so until the agent has answered.
const NOT_YET = 503;

const CELLS = {
  cpuPercent: (value) => number(value, 1),
  memoryBytes: (value) => quantityText(value, "B"),
  threads: (value) => number(value, 0),
  startTime: (value) => (Date.now() - value < 86_400_000 ? clock(value) : dateTime(value)),
  state: (value) => (has(`process.state.${value}`) ? t(`process.state.${value}`) : value),
};

const NUMBERS = new Set(PROCESS_COLUMNS.filter(({ number: is }) => is).map(({ key }) => key));

class Processes extends HTMLElement {
  host;
  seesCommands;
  /** The address of the Kymata that runs on the host; its processes are shown there only. */
  shownAt = null;
  #active = false;
  #all = false;
  #sort = { key: "cpuPercent", down: true };
  #answer = null;
  #rows = new Map();
  #columns = "";
  #shown = null;
  #timer = null;
  #fetching = null;
  #head = h("tr", {});
  #body = h("tbody", {});
  #heads = [];
  #count = h("p", { class: "muted small", role: "status" });
  #trouble = h("p", { class: "notice notice-bad", role: "alert", hidden: true });
  #none = h("p", { class: "muted none", hidden: true }, t("process.noMatch"));
  #filter = h("input", { type: "search", class: "form-control", id: "process-filter", autocomplete: "off", spellcheck: false, on: { input: () => this.#show() } });
  #seen = () => this.#active && !document.hidden && this.#look();

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#seen);
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#seen);
    this.active = false;
  }

  /** Whether its tab is open. */
  set active(active) {
    if (this.shownAt) {
      this.replaceChildren(emptyState(t("process.elsewhere"), t("process.elsewhereText", { address: this.shownAt })));
    } else if (active !== this.#active) {
      this.#active = active;
      clearTimeout(this.#timer);
      this.#fetching?.abort();
      active && this.#look();
    }
  }

  async #look() {
    clearTimeout(this.#timer);
    this.#fetching?.abort();
    const fetching = new AbortController();
    this.#fetching = fetching;
    this.#shown ?? this.replaceChildren(loading(1));
    try {
      this.#answer = await api.get(address("api/vitals/processes", { host: this.host, all: this.#all ? "true" : null }), { signal: fetching.signal });
      this.#trouble.hidden = true;
      this.#show();
    } catch (failure) {
      if (failure.name === "AbortError") {
        return;
      }
      this.#fail(failure);
    }
    if (this.#active && !document.hidden) {
      this.#timer = setTimeout(() => this.#look(), EVERY_MILLIS);
    }
  }

  // Old values stay, with the reason why they are old.
  #fail(failure) {
    if (this.#shown) {
      this.#trouble.hidden = false;
      setText(this.#trouble, failure.message);
    } else if (failure.status === NOT_YET) {
      this.replaceChildren(h("p", { class: "muted", role: "status" }, t("process.asking")));
    } else {
      this.replaceChildren(errorState(failure, () => this.#look()));
    }
  }

  #build() {
    this.#shown = true;
    const choice = ["top", "all"].map((key) =>
      h("button", { type: "button", data: { show: key }, "aria-pressed": String((key === "all") === this.#all), on: { click: () => this.#choose(key === "all") } }, t(`process.${key}`)),
    );
    this.replaceChildren(
      h(
        "div",
        { class: "list-tools" },
        h("div", { class: "list-filter" }, h("label", { class: "form-label", htmlFor: "process-filter" }, t("process.filter")), this.#filter),
        h("div", { class: "segments", role: "group", "aria-label": t("process.which") }, ...choice),
        this.#count,
      ),
      this.#trouble,
      h("div", { class: "table-panel", tabIndex: 0, role: "region", "aria-label": t("host.processes") }, withTableRoles(h("table", { class: "table process-table" }, h("caption", { class: "visually-hidden" }, t("host.processes")), h("thead", {}, this.#head), this.#body)), this.#none),
      !this.seesCommands && h("p", { class: "muted small" }, t("process.viewer")),
    );
  }

  #choose(all) {
    this.#all = all;
    this.querySelectorAll("[data-show]").forEach((button) => button.setAttribute("aria-pressed", String((button.dataset.show === "all") === all)));
    this.#look();
  }

  #show() {
    if (!this.#answer) {
      return;
    }
    this.#shown ?? this.#build();
    const { processes = [], total } = this.#answer;
    this.#buildHeads(columnsOf(processes));
    const found = shownProcesses([...processes], this.#filter.value, this.#sort);
    const rows = found.slice(0, MAX_ROWS);
    const keys = new Set(rows.map(processKey));
    [...this.#rows].filter(([key]) => !keys.has(key)).forEach(([key, row]) => {
      row.element.remove();
      this.#rows.delete(key);
    });
    rows.forEach((process, i) => {
      const key = processKey(process);
      const row = this.#rows.get(key) ?? this.#row();
      this.#rows.set(key, row);
      row.write(process);
      if (this.#body.children[i] !== row.element) {
        this.#body.insertBefore(row.element, this.#body.children[i] ?? null);
      }
    });
    this.#none.hidden = found.length > 0;
    setText(this.#count, t("process.count", { shown: rows.length, n: total ?? processes.length }));
  }

  #buildHeads(columns) {
    const key = columns.map((column) => column.key).join(" ");
    if (key !== this.#columns) {
      this.#columns = key;
      this.#rows.clear();
      this.#body.replaceChildren();
      this.#heads = columns.map((column) =>
        h("th", { scope: "col", role: "columnheader", data: { key: column.key }, class: column.number ? "number" : "" }, h("button", { type: "button", class: "sort", on: { click: () => this.#sortBy(column.key) } }, t(`process.${column.key}`))),
      );
      fill(this.#head, ...this.#heads);
      this.#markSort();
    }
  }

  #sortBy(key) {
    this.#sort = nextProcessSort(this.#sort, key);
    this.#markSort();
    this.#show();
  }

  #markSort() {
    this.#heads.forEach((head) =>
      head.dataset.key === this.#sort.key ? head.setAttribute("aria-sort", this.#sort.down ? "descending" : "ascending") : head.removeAttribute("aria-sort"),
    );
  }

  #row() {
    const cells = this.#columns.split(" ").map((key) => [key, h("td", { class: NUMBERS.has(key) ? "number" : `process-${key}`, data: { label: t(`process.${key}`) } })]);
    const element = withTableRoles(h("tr", {}, ...cells.map(([, cell]) => cell)));
    return {
      element,
      write(process) {
        element.dataset.pid = String(process.pid);
        for (const [key, cell] of cells) {
          const value = process[key];
          setText(cell, value === undefined ? "–" : (CELLS[key]?.(value) ?? String(value)));
        }
        const command = cells.find(([key]) => key === "command");
        command && (command[1].title = process.command ?? "");
      },
    };
  }
}

customElements.define("k-processes", Processes);
