// One node's card. Its parts are built once; a render updates only what changed.
import { markChanged } from "../core/changed.js";
import { hubNow } from "../core/clock.js";
import { h, icon, setText } from "../core/dom.js";
import { gapWords } from "../core/gaps.js";
import { age, decimalsFor, metricLabel, quantity } from "../core/format.js";
import { hint } from "../core/hint.js";
import { t } from "../core/i18n.js";
import { seriesToken } from "../core/palette.js";
import { cancelRender, renderSoon } from "../core/render.js";
import { showStatus, statusOf, statusText } from "../core/status.js";
import { furtherMetrics, mainMetric } from "./card-metrics.js";
import { Sparkline } from "./sparkline.js";

const REDRAW_MILLIS = 1000;
const AHEAD_MILLIS = 60_000;

export class NodeCard {
  element;
  node;
  main;
  spark;
  /** Whether the sparkline's history was fetched; the dashboard does that when the card is visible. */
  seeded = false;
  visible = false;
  #metrics = new Map();
  #shown = [];
  #slots = new Map();
  #parts;
  #drawnAt = 0;

  constructor(node, { openMenu }) {
    this.node = node;
    this.#parts = {
      name: h("a", { href: `node.html?id=${encodeURIComponent(node.id)}` }),
      status: h("span", { class: "status" }),
      age: h("span", { class: "age" }),
      body: h("div", { class: "card-body-values" }),
      gaps: hint(),
    };
    const more = h("button", { type: "button", class: "btn btn-quiet btn-icon card-menu" }, icon("three-dots"));
    more.addEventListener("click", () => openMenu(this, more));
    this.#parts.more = more;
    this.element = h(
      "article",
      { class: "node-card", data: { node: node.id } },
      h("header", {}, h("h2", {}, this.#parts.name), this.#parts.status),
      this.#parts.body,
      h("footer", {}, this.#parts.age, this.#parts.gaps.element, more),
    );
  }

  /** Takes a node as the hub lists it; `chosen` is the person's main metric. */
  setNode(node, chosen) {
    this.node = { ...this.node, ...node };
    for (const reading of node.metrics ?? []) {
      this.#metrics.set(reading.metric, reading);
    }
    this.node.metrics = [...this.#metrics.values()];
    this.#arrange(chosen);
    renderSoon(this);
  }

  /** Takes the counts of its missing and late readings. */
  setGaps(counts) {
    Object.assign(this.node, counts);
    renderSoon(this);
  }

  /** Takes readings of one series; the sparkline does not show texts. */
  addReadings(metric, unit, points, sent) {
    const [time, value] = points.at(-1);
    const known = this.#metrics.get(metric);
    // A time in the future is from before the hub's clock was set back.
    if (!known || time >= known.time || known.time > sent + AHEAD_MILLIS) {
      const kind = typeof value === "string" ? "text" : "number";
      this.#metrics.set(metric, { metric, unit: unit ?? known?.unit, kind, value, time });
    }
    if (!known) {
      this.node.metrics = [...this.#metrics.values()].sort((a, b) => a.metric.localeCompare(b.metric));
      this.#arrange(this.main);
    }
    if (metric === this.main && this.spark) {
      points.forEach(([at, number]) => typeof number === "number" && this.spark.add(at, number));
    }
    this.node.lastSeen = sent;
    if (this.visible) {
      renderSoon(this);
    }
  }

  /** The metrics that the card shows, the main one first. */
  get shown() {
    return this.#shown;
  }

  get newest() {
    return Math.max(...[...this.#metrics.values()].map(({ time }) => time), 0) || undefined;
  }

  #arrange(chosen) {
    const main = mainMetric(this.node, chosen);
    const shown = main === undefined ? [] : [main, ...furtherMetrics(this.node, main)];
    if (shown.join("\n") === this.#shown.join("\n") && this.#parts.body.childNodes.length > 0) {
      return;
    }
    const mainChanged = main !== this.main;
    this.main = main;
    this.#shown = shown;
    this.#slots.clear();
    if (main === undefined) {
      this.spark = null;
      this.#parts.body.replaceChildren(h("p", { class: "muted" }, t("card.noReadings")));
      return;
    }
    if (mainChanged || !this.spark) {
      this.spark = new Sparkline(h("canvas", { class: "spark", "aria-hidden": "true" }), seriesToken(main));
      this.seeded = false;
    }
    this.#parts.body.replaceChildren(
      this.#slot(main, "main-value"),
      this.spark.canvas,
      h("div", { class: "further" }, ...shown.slice(1).map((metric) => this.#slot(metric, "further-value"))),
    );
  }

  #slot(metric, className) {
    const value = h("span", { class: "value" });
    const unit = h("span", { class: "unit" });
    this.#slots.set(metric, { value, unit, decimals: 0 });
    const label = metricLabel(metric, this.node.kind);
    return h(
      "div",
      { class: className, data: { metric } },
      h("span", { class: "metric-label", title: label }, label),
      h("span", { class: "reading" }, value, " ", unit),
    );
  }

  render() {
    const { node } = this;
    this.element.dataset.status = statusOf(node);
    if (setText(this.#parts.name, node.name)) {
      this.#parts.name.title = node.name;
    }
    const label = t("card.menu", { name: node.name });
    if (this.#parts.more.title !== label) {
      this.#parts.more.title = label;
      this.#parts.more.setAttribute("aria-label", label);
    }
    showStatus(this.#parts.status, node);
    this.#parts.gaps.show(gapWords(node));
    for (const [metric, slot] of this.#slots) {
      this.#renderSlot(this.#metrics.get(metric), slot);
    }
    this.#draw();
    this.tick();
  }

  #renderSlot(reading, slot) {
    if (typeof reading.value === "number") {
      // The most decimals so far, so that the number keeps its width.
      slot.decimals = Math.max(slot.decimals, decimalsFor(reading.value));
    }
    const { text, unit } = quantity(reading.value, reading.unit, Math.min(slot.decimals, 2));
    const first = slot.value.textContent === "";
    if (setText(slot.value, text) && !first) {
      markChanged(slot.value);
    }
    setText(slot.unit, unit);
  }

  #draw() {
    if (this.spark && this.visible && performance.now() - this.#drawnAt >= REDRAW_MILLIS) {
      this.#drawnAt = performance.now();
      this.spark.draw(hubNow(), 3 * (this.node.usualIntervalMillis ?? 0));
    }
  }

  /** Draws at the next render, even if it was drawn a moment ago. */
  redraw() {
    this.#drawnAt = 0;
    renderSoon(this);
  }

  /** Updates ages, every second. */
  tick() {
    if (!this.visible) {
      return;
    }
    const { node } = this;
    setText(this.#parts.age, node.lastSeen === undefined ? "" : age(hubNow() - node.lastSeen));
    setText(this.#parts.status, statusText(node));
    this.#draw();
  }

  close() {
    cancelRender(this);
    this.element.remove();
  }
}
