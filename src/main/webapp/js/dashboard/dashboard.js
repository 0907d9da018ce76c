// The dashboard: a card for every node, this machine first.
import { api, address } from "../core/api.js";
import { everySecond, hubNow } from "../core/clock.js";
import { h } from "../core/dom.js";
import { live } from "../core/live.js";
import { may } from "../core/session.js";
import { errorState, loading } from "../core/states.js";
import { preferences } from "../core/preferences.js";
import { NodeCard } from "./card.js";
import { openCardMenu } from "./card-menu.js";
import { topicsOf } from "./card-metrics.js";
import { firstSensor } from "./first-sensor.js";
import { Seeder } from "./seeder.js";
import { Sparkline } from "./sparkline.js";
import { showSummary } from "./summary.js";
import { followPendingNodes } from "./pending-notice.js";

const MAX_TOPICS = 480;
// The live feed does not send the counts of missing and late readings.
const GAPS_SECONDS = 30;

class Dashboard extends HTMLElement {
  session;
  #cards = new Map();
  #grid = h("div", { class: "card-grid" });
  #summary = h("p", { class: "summary" });
  #pending = h("div", { class: "notice page-notice", id: "pending-notice", hidden: true });
  #invitation = null;
  #subscription = null;
  #preferences;
  #ends = [];
  #seconds = 0;
  #seeder = new Seeder();
  #seen = new IntersectionObserver((entries) => this.#intersected(entries), { rootMargin: "100px" });
  #sized = new ResizeObserver((entries) => this.#resized(entries));

  connectedCallback() {
    this.#preferences = preferences(this.session.user.name);
    const repaint = () => this.#cards.forEach((card) => card.redraw());
    addEventListener("kymata:theme", repaint);
    this.#ends = [everySecond(() => this.#tick()), () => removeEventListener("kymata:theme", repaint)];
    if (may(this.session.user, "operator")) {
      this.#ends.push(followPendingNodes(this.#pending));
    }
    this.#load();
  }

  disconnectedCallback() {
    this.#ends.forEach((end) => end());
    this.#subscription?.close();
    this.#seen.disconnect();
    this.#sized.disconnect();
  }

  async #load() {
    this.replaceChildren(loading());
    const since = hubNow();
    try {
      const { nodes } = await api.get("api/nodes");
      nodes.forEach((node) => this.#add(node));
      this.replaceChildren(this.#summary, this.#pending, this.#grid);
      this.#order();
      this.#subscription = live.subscribe(this.#view(), since);
    } catch (failure) {
      this.replaceChildren(errorState(failure, () => this.#load()));
    }
  }

  #view() {
    return {
      topics: () => this.#topics(),
      newest: () => Math.max(0, ...[...this.#cards.values()].map((card) => card.newest ?? 0)) || undefined,
      readings: (frame) => this.#readings(frame),
      presence: (node) => this.#statusChanged(node),
      incomplete: () => this.#refresh(),
    };
  }

  #topics() {
    const topics = [...this.#cards.values()].flatMap((card) => topicsOf(card.node, card.shown));
    return topics.length > MAX_TOPICS ? [{ node: "*" }] : topics;
  }

  #add(node) {
    const card = new NodeCard(node, { openMenu: (one, anchor) => this.#openMenu(one, anchor) });
    this.#cards.set(node.id, card);
    card.setNode(node, this.#mainOf(node.id));
    this.#seen.observe(card.element);
    this.#sized.observe(card.element);
    return card;
  }

  #mainOf(id) {
    return this.#preferences.get("main", {})[id];
  }

  #readings({ sent, series, backlog }) {
    for (const { node, metric, unit, points } of series) {
      const card = this.#cards.get(node);
      if (card && points.length > 0) {
        // A backlog does not say when the hub got a reading; its own time is the best guess.
        card.addReadings(metric, unit, points, backlog ? Math.min(sent, points.at(-1)[0]) : sent);
      }
    }
  }

  async #statusChanged(node) {
    const card = this.#cards.get(node.id);
    if (node.deleted) {
      card?.close();
      this.#cards.delete(node.id);
      this.#order();
    } else if (card && card.node.metrics.length > 0) {
      const renamed = node.name !== card.node.name;
      card.setNode({ ...node, lastSeen: Math.max(node.lastSeen ?? 0, card.node.lastSeen ?? 0) || undefined }, card.main);
      renamed && this.#order();
      showSummary(this.#summary, this.#cards);
    } else {
      await this.#fetchNode(node.id);
    }
  }

  // A new node, or its first reading: fetches the node with its metrics.
  async #fetchNode(id) {
    const since = hubNow();
    try {
      const node = await api.get(`api/nodes/${encodeURIComponent(id)}`);
      const card = this.#cards.get(id);
      if (card) {
        card.setNode(node, this.#mainOf(id));
      } else {
        this.#add(node);
      }
      this.#order();
      const added = this.#cards.get(id);
      this.#subscription?.changed(topicsOf(added.node, added.shown), since);
    } catch {
      // The node was deleted, or the hub does not answer: the next reading fetches it again.
    }
  }

  async #refresh() {
    try {
      const { nodes } = await api.get("api/nodes");
      nodes.forEach((node) => (this.#cards.get(node.id) ?? this.#add(node)).setNode(node, this.#mainOf(node.id)));
      this.#cards.forEach((card) => this.#seed(card));
      this.#order();
    } catch {
      // The badge says what is wrong; the next reconnection fetches again.
    }
  }

  #order() {
    const hidden = this.#preferences.get("hidden", []);
    const pinned = this.#preferences.get("pinned", []);
    const rank = (card) => (pinned.includes(card.node.id) ? 0 : card.node.self ? 1 : 2);
    const cards = [...this.#cards.values()].sort(
      (a, b) => rank(a) - rank(b) || a.node.name.localeCompare(b.node.name, undefined, { numeric: true }),
    );
    cards.forEach((card) => (card.element.hidden = hidden.includes(card.node.id)));
    const elements = cards.map((card) => card.element);
    if (!cards.some((card) => !card.node.self)) {
      this.#invitation ??= firstSensor(may(this.session.user, "operator"));
      elements.push(this.#invitation);
    } else {
      this.#invitation?.remove();
    }
    // Moves cards only if the order changed, or they would lose the focus with every event.
    if (elements.some((element, i) => this.#grid.children[i] !== element)) {
      this.#grid.replaceChildren(...elements);
    }
    showSummary(this.#summary, this.#cards, hidden, () => this.#unhide());
  }

  #unhide() {
    this.#preferences.set("hidden", []);
    this.#order();
  }

  #openMenu(card, anchor) {
    openCardMenu(card, anchor, this.#preferences, () => {
      card.setNode({}, this.#mainOf(card.node.id));
      this.#subscription?.changed(topicsOf(card.node, card.shown));
      this.#seed(card);
      this.#order();
    });
  }

  #intersected(entries) {
    for (const { target, isIntersecting } of entries) {
      const card = this.#cards.get(target.dataset.node);
      if (card) {
        card.visible = isIntersecting;
        if (isIntersecting) {
          card.redraw();
          !card.seeded && this.#seed(card);
        }
      }
    }
  }

  #resized(entries) {
    for (const { target } of entries) {
      const card = this.#cards.get(target.dataset.node);
      if (card?.spark) {
        card.spark.resize(card.spark.canvas.clientWidth, card.spark.canvas.clientHeight);
        card.redraw();
      }
    }
  }

  async #seed(card) {
    if (!card.spark || !card.visible) {
      card.seeded = false;
      return;
    }
    card.seeded = true;
    const { main, spark } = card;
    const from = Math.round(hubNow() - Sparkline.spanMillis);
    spark.resize(spark.canvas.clientWidth, spark.canvas.clientHeight);
    await this.#seeder.seed(address("api/readings", { node: card.node.id, metric: main, from, points: 120 }), spark);
    card.redraw();
  }

  #tick() {
    this.#cards.forEach((card) => card.tick());
    if (++this.#seconds % GAPS_SECONDS === 0 && live.isLive) {
      this.#countGaps();
    }
  }

  async #countGaps() {
    try {
      const { nodes } = await api.get("api/nodes");
      nodes.forEach(({ id, gaps, late }) => this.#cards.get(id)?.setGaps({ gaps, late }));
    } catch {
      // The badge says what is wrong.
    }
  }
}

customElements.define("k-dashboard", Dashboard);

/** The view for a signed-in person. */
export function dashboard(session) {
  const view = document.createElement("k-dashboard");
  view.session = session;
  return view;
}
