// All nodes as a table that can be sorted.
import { api } from "../core/api.js";
import { markChanged } from "../core/changed.js";
import { everySecond, hubNow } from "../core/clock.js";
import { fill, h, icon, setText, withTableRoles } from "../core/dom.js";
import { age, metricLabel, quantityText } from "../core/format.js";
import { t } from "../core/i18n.js";
import { live } from "../core/live.js";
import { renderSoon } from "../core/render.js";
import { sourcesOf } from "../core/senders.js";
import { may } from "../core/session.js";
import { emptyState, errorState, loading } from "../core/states.js";
import { showStatus, statusOf } from "../core/status.js";

const newest = (node) => node.metrics.reduce((best, one) => (best && best.time >= one.time ? best : one), null);
const COLUMNS = [
  { key: "name", of: (node) => node.name },
  { key: "status", of: (node) => ["online", "offline", "waiting"].indexOf(statusOf(node)) },
  { key: "lastSeen", of: (node) => -(node.lastSeen ?? 0), wide: true },
  { key: "source", of: (node) => sourcesOf(node).join("; "), wide: true },
  { key: "metrics", of: (node) => node.metrics.length, wide: true, number: true },
  { key: "newest", of: (node) => newest(node)?.metric ?? "" },
];

class NodesTable extends HTMLElement {
  session;
  #rows = new Map();
  #body = h("tbody", {});
  #heads = [];
  #sort = { key: "name", down: false };
  #subscription = null;
  #stopTicking = null;

  connectedCallback() {
    this.#stopTicking = everySecond(() => this.#rows.forEach((row) => this.#tick(row)));
    this.#load();
  }

  disconnectedCallback() {
    this.#stopTicking();
    this.#subscription?.close();
  }

  async #load() {
    this.replaceChildren(loading(1));
    const since = hubNow();
    try {
      const { nodes } = await api.get("api/nodes");
      nodes.forEach((node) => this.#put(node));
      this.#build();
      this.#subscription ??= live.subscribe(
        {
          topics: () => [{ node: "*" }],
          newest: () => Math.max(0, ...[...this.#rows.values()].map(({ node }) => newest(node)?.time ?? 0)) || undefined,
          readings: (frame) => this.#readings(frame),
          presence: (node) => this.#statusChanged(node),
          incomplete: () => this.#load(),
        },
        since,
      );
    } catch (failure) {
      this.replaceChildren(errorState(failure, () => this.#load()));
    }
  }

  #build() {
    if (this.#rows.size === 0) {
      this.replaceChildren(emptyState(t("nodes.empty"), t("first.text"), h("a", { class: "btn btn-primary", href: "add-node.html" }, t("first.action"))));
      return;
    }
    this.#heads = COLUMNS.map(({ key, wide, number }) =>
      h(
        "th",
        { scope: "col", data: { key }, class: `${wide ? "wide-only" : ""} ${number ? "number" : ""}` },
        h("button", { type: "button", class: "sort", on: { click: () => this.#sortBy(key) } }, t(`nodes.${key}`)),
      ),
    );
    fill(
      this,
      may(this.session.user, "operator") &&
        h("p", { class: "row-line" }, h("a", { class: "btn btn-primary push", href: "add-node.html" }, icon("plus-lg"), t("nav.add-node"))),
      h("div", { class: "table-panel" }, withTableRoles(h("table", { class: "table nodes-table" }, h("caption", { class: "visually-hidden" }, t("nav.nodes")), h("thead", {}, h("tr", {}, ...this.#heads)), this.#body))),
    );
    this.#order();
  }

  #put(node) {
    const row = this.#rows.get(node.id) ?? this.#row(node);
    row.node = { ...row.node, ...node, metrics: node.metrics ?? row.node.metrics };
    this.#rows.set(node.id, row);
    renderSoon(row);
    return row;
  }

  #row(node) {
    const name = h("a", { href: `node.html?id=${encodeURIComponent(node.id)}` });
    const status = h("span", { class: "status" });
    const seen = h("td", { class: "wide-only muted" });
    const source = h("td", { class: "wide-only muted source" });
    const count = h("td", { class: "wide-only number" });
    const value = h("span", { class: "value" });
    const label = h("span", { class: "muted" });
    const element = withTableRoles(
      h("tr", { data: { node: node.id } }, h("td", { class: "name" }, name), h("td", {}, status), seen, source, count, h("td", {}, value, " ", label)),
    );
    const row = { node: { ...node, metrics: node.metrics ?? [] }, element, parts: { name, status, seen, source, count, value, label } };
    row.render = () => this.#render(row);
    return row;
  }

  #render({ node, element, parts }) {
    element.dataset.status = statusOf(node);
    setText(parts.name, node.name);
    setText(parts.source, sourcesOf(node).join("; "));
    setText(parts.count, String(node.metrics.length));
    const reading = newest(node);
    if (reading) {
      // A host has thirty metrics; its CPU usage represents it.
      const shown = node.metrics.find(({ metric }) => node.kind === "host" && metric === "cpu") ?? reading;
      const first = parts.value.textContent === "";
      if (setText(parts.value, quantityText(shown.value, shown.unit)) && !first) {
        markChanged(parts.value);
      }
      setText(parts.label, metricLabel(shown.metric, node.kind));
    }
    this.#tick({ node, parts });
  }

  #tick({ node, parts }) {
    showStatus(parts.status, node);
    setText(parts.seen, node.lastSeen === undefined ? t("nodes.never") : age(hubNow() - node.lastSeen));
  }

  #readings({ sent, series, backlog }) {
    for (const { node: id, metric, unit, points } of series) {
      const row = this.#rows.get(id);
      const last = points.at(-1);
      if (!row || !last) {
        continue;
      }
      const known = row.node.metrics.find((one) => one.metric === metric);
      if (!known) {
        row.node.metrics.push({ metric, unit, value: last[1], time: last[0] });
      } else if (last[0] >= known.time) {
        Object.assign(known, { value: last[1], time: last[0] });
      }
      row.node.lastSeen = Math.max(row.node.lastSeen ?? 0, backlog ? Math.min(sent, last[0]) : sent);
      renderSoon(row);
    }
  }

  #statusChanged(node) {
    if (node.deleted) {
      this.#rows.get(node.id)?.element.remove();
      this.#rows.delete(node.id);
    } else {
      const known = this.#rows.has(node.id);
      this.#put(node);
      known || this.#order();
    }
  }

  #sortBy(key) {
    this.#sort = { key, down: this.#sort.key === key && !this.#sort.down };
    this.#order();
  }

  #order() {
    const { key, down } = this.#sort;
    const { of } = COLUMNS.find((column) => column.key === key);
    const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b, undefined, { numeric: true }) : a - b);
    const rows = [...this.#rows.values()].sort((a, b) => (down ? -1 : 1) * compare(of(a.node), of(b.node)) || a.node.name.localeCompare(b.node.name));
    this.#body.replaceChildren(...rows.map((row) => row.element));
    this.#heads.forEach((head) =>
      head.dataset.key === key ? head.setAttribute("aria-sort", down ? "descending" : "ascending") : head.removeAttribute("aria-sort"),
    );
  }
}

customElements.define("k-nodes-table", NodesTable);

/** The view for a signed-in person. */
export function nodesTable(session) {
  const view = document.createElement("k-nodes-table");
  view.session = session;
  return view;
}
