// <k-metric-log>: a metric whose values are texts, as a log, newest first.
import { hubNow } from "../core/clock.js";
import { h } from "../core/dom.js";
import { dateTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { cancelRender, renderSoon } from "../core/render.js";
import { figureHead } from "../core/charts/figure-head.js";
import { fetchAll } from "../core/charts/history.js";
import { followsReadings, span } from "../core/charts/range.js";

const MAX_ENTRIES = 200;

class MetricLog extends HTMLElement {
  /** Set before it is connected: `{node, reading, label, ranges}`. */
  model;
  #entries = [];
  #head;
  #list = h("ol", { class: "log", tabIndex: 0 });
  #fetching = null;
  #observer = new IntersectionObserver(([entry]) => entry.isIntersecting && !this.#fetching && this.#load());

  connectedCallback() {
    const { reading, label, node } = this.model;
    this.#head = figureHead({
      label,
      csv: { node: node.id, metric: reading.metric, span: () => span(this.model.ranges.current, hubNow()) },
    });
    this.#list.setAttribute("aria-label", label);
    this.replaceChildren(
      h("figure", { class: "metric", data: { metric: reading.metric } }, this.#head.element, h("div", { class: "log-box", data: { points: "0" } }, this.#list)),
    );
    this.#head.value.textContent = reading.value;
    this.#observer.observe(this);
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    this.#fetching?.abort();
    this.#fetching = null;
    cancelRender(this);
  }

  rangeChanged() {
    this.#fetching && this.#load();
  }

  refetch() {
    this.rangeChanged();
  }

  advance() {}

  takeReading(metric, time, reading) {
    const value = String(reading);
    if (!this.#entries.some(([at, text]) => at === time && text === value)) {
      this.#entries = [[time, value], ...this.#entries].sort((a, b) => b[0] - a[0]).slice(0, MAX_ENTRIES);
    }
    if (followsReadings(this.model.ranges.current)) {
      renderSoon(this);
    }
  }

  async #load() {
    this.#fetching?.abort();
    this.#fetching = new AbortController();
    const [from, to] = span(this.model.ranges.current, hubNow());
    try {
      const { node, reading } = this.model;
      const [history] = await fetchAll({ node: node.id, metrics: [reading.metric], from, to: to + 1, points: MAX_ENTRIES }, this.#fetching.signal);
      this.#entries = history.points.slice().reverse();
      this.render();
    } catch (failure) {
      if (failure.name !== "AbortError") {
        this.#list.replaceChildren(h("li", { class: "muted" }, failure.message));
      }
    }
  }

  render() {
    const [from, to] = span(this.model.ranges.current, hubNow());
    const shown = this.#entries.filter(([time]) => time >= from && time <= to + 60_000);
    this.#list.parentElement.dataset.points = String(shown.length);
    this.#list.parentElement.dataset.newest = String(shown[0]?.[0] ?? "");
    if (shown.length > 0) {
      this.#head.value.textContent = shown[0][1];
    }
    this.#list.replaceChildren(
      ...(shown.length === 0
        ? [h("li", { class: "muted" }, t("chart.empty"))]
        : shown.map(([time, text]) => h("li", {}, h("time", { class: "muted", dateTime: new Date(time).toISOString() }, dateTime(time)), h("span", {}, text)))),
    );
  }
}

customElements.define("k-metric-log", MetricLog);
