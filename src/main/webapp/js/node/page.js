// The page of one node: its head, and a figure for every metric.
import { api } from "../core/api.js";
import "../core/charts/metric-chart.js";
import { isLate, RangeFrame } from "../core/charts/range-frame.js";
import { everySecond, hubNow } from "../core/clock.js";
import { fill, h } from "../core/dom.js";
import { metricLabel, zone } from "../core/format.js";
import { setTitle } from "../core/frame.js";
import { has, t } from "../core/i18n.js";
import { live } from "../core/live.js";
import { renderSoon } from "../core/render.js";
import { may } from "../core/session.js";
import { curlLine, readingsAddress } from "../core/snippets.js";
import { emptyState, errorState, loading } from "../core/states.js";
import { statusOf } from "../core/status.js";
import { groupMetrics } from "./groups.js";
import "./metric-log.js";
import { nodeHead } from "./node-head.js";
import { nodeTools, noTools } from "./node-tools.js";

const REFRESH_SECONDS = 15;

class NodePage extends HTMLElement {
  session;
  #id = new URLSearchParams(location.search).get("id") ?? "";
  #node = null;
  #head = null;
  #tools = noTools();
  #figures = new Map();
  #ranges = new RangeFrame(() => this.#figures.values());
  #content = h("div", { class: "node-content" });
  #subscription = null;
  #stopTicking = null;
  #seconds = 0;

  connectedCallback() {
    this.#ranges.open();
    this.#stopTicking = everySecond(() => this.#tick());
    this.#load();
  }

  disconnectedCallback() {
    this.#ranges.close();
    this.#stopTicking();
    this.#tools.close();
    this.#subscription?.close();
  }

  async #load() {
    this.replaceChildren(loading());
    const since = hubNow();
    try {
      this.#node = await api.get(`api/nodes/${encodeURIComponent(this.#id)}`);
    } catch (failure) {
      setTitle(t("node.unknown"));
      this.replaceChildren(
        failure.status === 404
          ? emptyState(t("node.unknown"), t("node.unknownText"), h("a", { class: "btn", href: "nodes.html" }, t("node.toNodes")))
          : errorState(failure, () => this.#load()),
      );
      return;
    }
    this.#build();
    this.#subscription?.close();
    this.#subscription = live.subscribe(this.#view(), since);
  }

  #build() {
    const node = this.#node;
    setTitle(node.name);
    this.#head = nodeHead(node, {
      mayChange: may(this.session.user, "operator"),
      renamed: (changed) => this.#statusChanged(changed),
      deleted: () => location.replace("./"),
    });
    this.#head.show(node);
    this.#ranges.show();
    this.#tools.close();
    this.#tools = node.self ? noTools() : nodeTools(node, this.session.user);
    fill(this, this.#head.element, this.#tools.above, this.#content, this.#tools.below, h("p", { class: "zone muted" }, t("chart.zone", { zone: zone() })));
    this.#arrange();
  }

  #view() {
    return {
      topics: () => [{ node: this.#node.id }],
      newest: () => Math.max(0, ...this.#node.metrics.map(({ time }) => time)) || undefined,
      readings: (frame) => this.#readings(frame),
      presence: (changed) => changed.id === this.#node.id && this.#statusChanged(changed),
      command: (command) => command.node === this.#node.id && this.#tools.update(command),
      welcome: () => this.#tools.reconnected(),
      incomplete: () => this.#figures.forEach((figure) => figure.refetch()),
    };
  }

  /** Builds the groups; keeps existing figures with what they have fetched. */
  #arrange() {
    const { metrics, kind } = this.#node;
    if (metrics.length === 0) {
      this.#content.replaceChildren(this.#empty());
      return;
    }
    for (const reading of metrics) {
      if (!this.#figures.has(reading.metric)) {
        this.#figures.set(reading.metric, this.#figure(reading));
      }
    }
    const groups = groupMetrics(metrics.map(({ metric }) => metric), kind === "host");
    this.#content.replaceChildren(...groups.map((group) => this.#group(group)));
  }

  #group({ name, shown, folded }) {
    const title = has(`group.${name}`) ? t(`group.${name}`) : name;
    const grid = (metrics) => h("div", { class: "chart-grid" }, ...metrics.map((metric) => this.#figures.get(metric)));
    return h(
      "section",
      { class: "metric-group" },
      h("h2", { class: name ? "" : "visually-hidden" }, title || t("group.values")),
      grid(shown),
      folded.length > 0 &&
        h("details", { data: { group: name } }, h("summary", {}, t("group.more", { n: folded.length, names: this.#names(folded) })), grid(folded)),
    );
  }

  #names(metrics) {
    const labels = metrics.slice(0, 3).map((metric) => metricLabel(metric, this.#node.kind));
    return labels.join(", ") + (metrics.length > labels.length ? ", …" : "");
  }

  #figure(reading) {
    const { kind } = this.#node;
    const figure = document.createElement(reading.kind === "text" ? "k-metric-log" : "k-metric-chart");
    figure.model = {
      node: this.#node,
      reading,
      label: metricLabel(reading.metric, kind),
      percent: kind === "host" && reading.unit === "%",
      ranges: this.#ranges.state,
    };
    return figure;
  }

  #empty() {
    if (!this.#node.hasToken && this.#node.senders) {
      return emptyState(t("node.empty"), t("node.emptyAdopted"));
    }
    const line = curlLine(readingsAddress(), t("snippets.tokenPlace"));
    return emptyState(t("node.empty"), t("node.emptyText"), h("pre", { class: "code", tabIndex: 0 }, h("code", {}, line)));
  }

  #readings({ sent, series, backlog }) {
    const node = this.#node;
    let added = false;
    for (const { node: id, metric, unit, points } of series) {
      if (id !== node.id || points.length === 0) {
        continue;
      }
      const [time, value] = points.at(-1);
      const known = node.metrics.find((reading) => reading.metric === metric);
      if (!known) {
        node.metrics.push({ metric, unit, kind: typeof value === "string" ? "text" : "number", value, time });
        node.metrics.sort((a, b) => (a.metric < b.metric ? -1 : 1));
        added = true;
      } else if (time >= known.time) {
        Object.assign(known, { time, value });
      }
      const figure = this.#figures.get(metric);
      points.forEach(([at, one]) => figure?.takeReading(metric, at, one, !backlog && isLate(sent, at)));
      const heard = backlog ? Math.min(sent, time) : sent;
      if (heard > (node.lastSeen ?? 0)) {
        node.lastSeen = heard;
        this.#head.show({ lastSeen: heard });
      }
    }
    if (added) {
      this.#arrange();
    }
    renderSoon(this);
  }

  /** Shows what the readings prove of the switches, at most once a frame. */
  render() {
    this.#tools.show(this.#node);
  }

  #statusChanged(changed) {
    if (changed.deleted) {
      this.#subscription?.close();
      this.replaceChildren(emptyState(t("node.gone", { name: this.#node.name }), t("node.goneText"), h("a", { class: "btn", href: "./" }, t("node.toDashboard"))));
      return;
    }
    const { metrics, ...rest } = changed;
    const online = statusOf(changed) === "online" && statusOf(this.#node) !== "online";
    Object.assign(this.#node, rest);
    this.#head.show(this.#node);
    this.#tools.show(this.#node);
    setTitle(this.#node.name);
    // A node that is online again may have declared other actions.
    online && this.#refresh();
  }

  // Fetches what the live feed does not send: missing and late readings, adopted senders, actions.
  async #refresh() {
    try {
      const { gaps, late, senders, actions, hasToken } = await api.get(`api/nodes/${encodeURIComponent(this.#id)}`);
      Object.assign(this.#node, { gaps, late, senders, actions, hasToken });
      this.#head.show(this.#node);
      this.#tools.show(this.#node);
    } catch {
      // The node was deleted, or the hub does not answer: the live feed reports both.
    }
  }

  #tick() {
    this.#head?.tick();
    this.#tools.tick();
    if (++this.#seconds % REFRESH_SECONDS === 0 && this.#head && !this.#node.self && live.isLive) {
      this.#refresh();
    }
    this.#ranges.tick();
  }
}

customElements.define("k-node-page", NodePage);

/** The view for a signed-in person. */
export function nodePage(session) {
  const view = document.createElement("k-node-page");
  view.session = session;
  return view;
}
