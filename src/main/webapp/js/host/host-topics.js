// What a host's page wants live: what is on the screen, and not the hundreds of metrics beside it.
import { hubNow } from "../core/clock.js";
import { live } from "../core/live.js";

// The hub takes 500 of a page.
const MOST = 480;
const SETTLE_MILLIS = 150;

export class HostTopics {
  #node;
  #wanted;
  #metrics = new Set();
  #leftAt = new Map();
  #view;
  #subscription = null;
  #timer = null;

  /** `wanted()` gives the metrics that are shown. */
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

  /** What is shown is another; taken up when scrolling has come to rest. */
  changed() {
    this.#timer ??= setTimeout(() => this.#change(), SETTLE_MILLIS);
  }

  close() {
    clearTimeout(this.#timer);
    this.#subscription?.close();
  }

  #now() {
    return new Set([...this.#wanted()].slice(0, MOST));
  }

  #change() {
    this.#timer = null;
    const now = this.#now();
    const added = [...now].filter((metric) => !this.#metrics.has(metric));
    const gone = [...this.#metrics].filter((metric) => !now.has(metric));
    this.#metrics = now;
    const time = hubNow();
    // What comes into sight again asks for what it missed; it need not be fetched anew.
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
