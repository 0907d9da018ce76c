// All values of a host: sections of charts and tables. Invisible ones are neither fetched, nor subscribed, nor
// drawn.
import { isLate } from "../core/charts/range-frame.js";
import "../core/charts/lines-chart.js";
import "../core/charts/metric-chart.js";
import { hubNow } from "../core/clock.js";
import { fill, h } from "../core/dom.js";
import { zone } from "../core/format.js";
import { has, t } from "../core/i18n.js";
import { renderSoon } from "../core/render.js";
import { emptyState } from "../core/states.js";
import "./core-heat.js";
import { DeviceTable } from "./device-table.js";
import { sections } from "./families.js";
import "./node-traffic.js";

const labelText = (label) => (has(label) ? t(label) : label);

export class Overview {
  element = h("div", { class: "host-sections" });
  data;
  #ranges;
  #topicsChanged;
  #operator;
  #figures = new Map();
  #tables = [];
  #known = "";

  /** Calls `topicsChanged()` when the visible metrics changed; `operator` says whether the person is one. */
  constructor(data, ranges, topicsChanged, operator) {
    this.data = data;
    this.#ranges = ranges;
    this.#topicsChanged = topicsChanged;
    this.#operator = operator;
  }

  /** Builds the sections; builds them again only when the host has new metrics or devices. */
  show() {
    const all = sections(this.data.snapshot ?? {});
    const key = all.map(({ id, charts, cores = [], table = "" }) => [id, table, cores.length, ...charts.map((chart) => `${chart.id}:${chart.lines.length}`)].join(" ")).join("\n");
    if (key !== this.#known) {
      this.#known = key;
      this.close();
      fill(this.element, ...(all.length === 0 ? [emptyState(t("host.empty"), t("host.emptyText"))] : [...all.map((section) => this.#section(section)), h("p", { class: "zone muted" }, t("chart.zone", { zone: zone() }))]));
    } else {
      this.#tables.forEach((table) => table.refresh());
    }
    this.#topicsChanged();
  }

  /** All figures. */
  figures() {
    return this.#figures.keys();
  }

  /** The visible metrics. */
  metrics() {
    const seen = [...this.#figures].filter(([figure]) => figure.visible).flatMap(([, metrics]) => metrics);
    return new Set([...seen, ...this.#tables.flatMap((table) => table.metrics)]);
  }

  /** Takes a series of a `readings` frame. */
  addReadings({ metric, points }, sent, backlog) {
    for (const [figure, metrics] of this.#figures) {
      if (metrics.includes(metric)) {
        points.forEach(([time, value]) => figure.takeReading(metric, time, value, !backlog && isLate(sent, time)));
      }
    }
    this.#tables.forEach((table) => table.seen && renderSoon(table));
  }

  refetch() {
    this.#figures.forEach((metrics, figure) => figure.refetch());
  }

  close() {
    this.#tables.forEach((table) => table.close());
    this.#tables = [];
    this.#figures.clear();
  }

  #section({ id, charts, cores = [], table, traffic }) {
    const figures = charts.map((chart) => this.figure(chart.id, t(`host.chart.${chart.id}`), chart.unit, chart.percent, chart.lines));
    const devices = table && new DeviceTable(table, this);
    devices && this.#tables.push(devices);
    return h(
      "section",
      { class: "metric-group host-section", id: `section-${id}`, "aria-labelledby": `title-${id}` },
      h("h2", { id: `title-${id}` }, t(`host.section.${id}`)),
      figures.length > 0 && h("div", { class: "chart-grid" }, ...figures),
      cores.length > 0 && this.#heat(cores),
      devices?.element,
      traffic && this.#operator && this.data.host.way === "self" && document.createElement("k-node-traffic"),
    );
  }

  /** A chart of some metrics; a chart of one metric has a band from min to max. */
  figure(id, label, unit, percent, lines) {
    const readings = lines.map((line) => this.#reading(line.metric, labelText(line.label), unit));
    const one = readings.length === 1;
    const figure = document.createElement(one ? "k-metric-chart" : "k-lines-chart");
    figure.model = { ...this.#model(label), id, unit, percent, fromZero: unit !== "°C", ...(one ? { reading: readings[0] } : { readings }) };
    return this.#register(figure, lines);
  }

  #heat(cores) {
    const figure = document.createElement("k-core-heat");
    figure.model = { ...this.#model(t("host.heat.title")), readings: cores.map((metric) => this.#reading(metric, "", "%")) };
    return this.#register(figure, cores.map((metric) => ({ metric })));
  }

  #register(figure, lines) {
    this.#figures.set(figure, lines.map(({ metric }) => metric));
    return figure;
  }

  #model(label) {
    return { node: { id: this.data.id }, ranges: this.#ranges, label, seen: () => this.#topicsChanged() };
  }

  #reading(metric, label, unit) {
    return { metric, label, unit, value: this.data.metrics[metric], time: this.data.snapshot.time ?? hubNow() };
  }

  /** Drops figures that are no longer shown. */
  dropFigures(figures) {
    figures.forEach((figure) => this.#figures.delete(figure));
  }

  topicsChanged() {
    this.#topicsChanged();
  }
}
