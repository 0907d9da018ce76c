// The live topics of a host's page: only the visible metrics, not the hundreds of others.
import { hubNow } from "../core/clock.js";
import { live } from "../core/live.js";

// The hub accepts 500 of a page.
const MAX_TOPICS = 480;
const SETTLE_MILLIS = 150;

export class HostTopics {
  #node;
  #wanted;
  #metrics = new Set();
  #leftAt = new Map();
  #view;
  #subscription = null;
  #timer = null;

  /** `wanted()` returns the visible metrics. */
  constructor(node, wanted) {
    this.#node = node;
    this.#wanted = wanted;
  }

  /** Listens; `view` as `live.subscribe` takes it, without its topics. */
  open(view, since) {
    this.#view = { ...view, topics: () => this.#topics(this.#metrics) };
    this.#metrics = this.#now();
    this.#subscription = live.subscribe(this.#view, since);
  }

  /** The visible metrics changed; subscribes when scrolling has stopped. */
  changed() {
    this.#timer ??= setTimeout(() => this.#change(), SETTLE_MILLIS);
  }

  close() {
    clearTimeout(this.#timer);
    this.#subscription?.close();
  }

  #now() {
    return new Set([...this.#wanted()].slice(0, MAX_TOPICS));
  }

  #change() {
    this.#timer = null;
    const now = this.#now();
    const added = [...now].filter((metric) => !this.#metrics.has(metric));
    const gone = [...this.#metrics].filter((metric) => !now.has(metric));
    this.#metrics = now;
    const time = hubNow();
    // A metric that becomes visible again gets the readings it missed; no fetch is needed.
    const since = Math.min(time - SETTLE_MILLIS, ...added.map((metric) => this.#leftAt.get(metric) ?? Infinity));
    gone.forEach((metric) => this.#leftAt.set(metric, time));
    added.forEach((metric) => this.#leftAt.delete(metric));
    this.#subscription?.less(this.#topics(gone));
    this.#subscription?.changed(this.#topics(added), since);
  }

  #topics(metrics) {
    return [...metrics].map((metric) => ({ node: this.#node, metric }));
  }
}
