// The devices of one kind: a table with the busiest first, and the charts of the chosen device.
import { h, icon, setText, withTableRoles } from "../core/dom.js";
import { quantityText } from "../core/format.js";
import { has, t } from "../core/i18n.js";
import { meter } from "../core/meter.js";
import { renderSoon } from "../core/render.js";
import { DEVICES, sortedDevices } from "./devices.js";

const FIRST_ROWS = 8;
// Of more rows only the first ones are live.
const LIVE_ROWS = 12;
const ORDER_MILLIS = 5000;

export class DeviceTable {
  element;
  kind;
  /** Whether it is visible; then its rows are live. */
  seen = false;
  #page;
  #devices;
  #rows = new Map();
  #order = [];
  #all = false;
  #chosen = null;
  #sort = { key: "busiest", down: true };
  #orderedAt = 0;
  #body = h("tbody", {});
  #heads;
  #more = h("button", { type: "button", class: "btn btn-quiet show-all" });
  #charts = h("div", { class: "chart-grid device-charts" });
  #observer = new IntersectionObserver(([{ isIntersecting }]) => {
    this.seen = isIntersecting;
    this.#page.topicsChanged();
    isIntersecting && renderSoon(this);
  });

  /** `page` has `data`, `figure(id, label, unit, percent, lines)`, `dropFigures(figures)` and `topicsChanged()`. */
  constructor(kind, page) {
    this.kind = kind;
    this.#page = page;
    this.#devices = DEVICES[kind];
    this.#heads = ["name", ...this.#devices.columns.map(({ key }) => key)].map((key) =>
      h("th", { scope: "col", data: { key }, class: key === "name" ? "" : "number" }, h("button", { type: "button", class: "sort", on: { click: () => this.#sortBy(key) } }, t(`host.column.${key}`))),
    );
    this.#more.addEventListener("click", () => this.#toggleAll());
    const table = h(
      "table",
      { class: "table device-table" },
      h("caption", { class: "visually-hidden" }, t(`host.section.${kind}`)),
      h("thead", {}, h("tr", {}, ...this.#heads)),
      this.#body,
    );
    this.element = h("div", { class: "devices", data: { devices: kind } }, this.#charts, h("div", { class: "table-panel" }, withTableRoles(table), this.#more));
    this.#observer.observe(this.element);
    this.refresh();
  }

  /** The live metrics of its rows. */
  get metrics() {
    return this.seen ? this.#order.slice(0, LIVE_ROWS).flatMap(({ metric }) => this.#devices.live.map((part) => metric + part)) : [];
  }

  /** Updates the rows: the devices of the host may have changed. */
  refresh() {
    const rows = this.#devices.rows(this.#page.data.snapshot);
    const names = new Set(rows.map(({ metric }) => metric));
    [...this.#rows].filter(([metric]) => !names.has(metric)).forEach(([metric]) => this.#rows.delete(metric));
    rows.forEach((row) => this.#rows.has(row.metric) || this.#rows.set(row.metric, this.#row(row)));
    this.#arrange();
    if (!this.#rows.has(this.#chosen?.metric) && this.#devices.charts.length > 0) {
      this.#choose(this.#order[0]);
    }
  }

  render() {
    if (!this.seen) {
      return;
    }
    if (performance.now() - this.#orderedAt > ORDER_MILLIS && !this.element.matches(":hover") && !this.#body.contains(document.activeElement)) {
      this.#arrange();
    }
    this.#write();
  }

  close() {
    this.#observer.disconnect();
  }

  #row(device) {
    const label = device.key && has(device.key) ? t(device.key) : device.name;
    const canChoose = this.#devices.charts.length > 0;
    const name = canChoose
      ? h("button", { type: "button", class: "device-name", "aria-pressed": "false", title: t("host.showChart", { name: label }), on: { click: () => this.#choose(device) } }, icon("graph-up"), h("span", {}, label))
      : h("span", { title: device.hint && t(device.hint) }, label);
    const cells = this.#devices.columns.map((column) => ({ column, value: h("span", { class: "value" }), bar: column.meter ? meter() : null }));
    const element = withTableRoles(
      h(
        "tr",
        { data: { metric: device.metric } },
        h("td", { class: "name" }, name, device.more && h("span", { class: "muted device-more", title: device.more }, device.more)),
        ...cells.map(({ column, value, bar }) => h("td", { class: "number", data: { label: t(`host.column.${column.key}`) } }, h("span", { class: "cell" }, bar?.element, value))),
      ),
    );
    return { device, element, cells, name };
  }

  #arrange() {
    this.#orderedAt = performance.now();
    const devices = [...this.#rows.values()].map(({ device }) => device);
    const sorted = sortedDevices(this.kind, devices, this.#page.data.metrics, this.#sort);
    this.#order = this.#all ? sorted : sorted.slice(0, FIRST_ROWS);
    const elements = this.#order.map(({ metric }) => this.#rows.get(metric).element);
    if (elements.length !== this.#body.children.length || elements.some((element, i) => this.#body.children[i] !== element)) {
      this.#body.replaceChildren(...elements);
      this.#page.topicsChanged();
    }
    this.#heads.forEach((head) =>
      head.dataset.key === this.#sort.key ? head.setAttribute("aria-sort", this.#sort.down ? "descending" : "ascending") : head.removeAttribute("aria-sort"),
    );
    this.#more.hidden = devices.length <= FIRST_ROWS;
    this.#more.setAttribute("aria-expanded", String(this.#all));
    setText(this.#more, this.#all ? t("host.showBusiest", { n: FIRST_ROWS }) : t("host.showAll", { n: devices.length }));
    this.#write();
  }

  #write() {
    const { metrics } = this.#page.data;
    for (const device of this.#order) {
      for (const { column, value, bar } of this.#rows.get(device.metric).cells) {
        const number = column.of(metrics, device);
        setText(value, number === undefined ? "–" : quantityText(number, column.unit));
        bar?.show(number);
      }
    }
  }

  #sortBy(key) {
    this.#sort = { key, down: this.#sort.key === key ? !this.#sort.down : key !== "name" };
    this.#arrange();
  }

  #toggleAll() {
    this.#all = !this.#all;
    this.#arrange();
  }

  #choose(device) {
    this.#chosen = device;
    this.#rows.forEach((row) => this.#devices.charts.length > 0 && row.name.setAttribute("aria-pressed", String(row.device.metric === device.metric)));
    const figures = this.#devices.charts
      .map(({ id, unit, percent, keys }) => {
        const lines = keys
          .map((key) => ({ metric: device.metric + key, label: `host.part.${key.slice(1) || "share"}` }))
          .filter(({ metric }) => this.#page.data.metrics[metric] !== undefined);
        return lines.length > 0 && this.#page.figure(`${this.kind}-${id}`, t(`host.chart.${id}.of`, { name: device.name }), unit, percent, lines);
      })
      .filter(Boolean);
    this.#page.dropFigures([...this.#charts.children]);
    this.#charts.replaceChildren(...figures);
    this.#page.topicsChanged();
  }
}
