// Who waits to be let in, once for the whole page: the sidebar counts them, the dashboard mentions
// them, the waiting list shows them. Only operators are told by the hub.
import { api } from "./api.js";
import { KnockList } from "./knock-list.js";
import { live } from "./live.js";

class Waiting extends EventTarget {
  /** `loading`, `ready` or `failed`, then with `failure`. */
  state = "loading";
  failure = null;
  /** `manual`, or `auto`: whoever knocks is adopted. */
  adoption = "manual";
  /** What was decided on those who are no nodes: addresses, and senders with an id. */
  blocked = [];
  pages = [];
  refused = [];
  /** Ports of the doors that need no token; 0 when one is off, undefined when the hub does not say. */
  ports = {};
  /** What was rejected since its key is no node's; undefined when nothing was. */
  keyRejected = undefined;
  #list = new KnockList();
  #early = null;
  #again = false;

  /** Listens from now on. */
  start() {
    live.subscribe({
      topics: () => [],
      welcome: ({ adoption }) => {
        this.adoption = adoption ?? this.adoption;
        this.refresh();
      },
      knock: (told) => this.#take(told),
    });
  }

  get knocks() {
    return this.#list.all;
  }

  get count() {
    return this.#list.size;
  }

  /** Asks the hub for all of it; once more when that was already under way. */
  async refresh() {
    if (this.#early) {
      this.#again = true;
      return;
    }
    do {
      this.#again = false;
      await this.#fetch();
    } while (this.#again);
    this.dispatchEvent(new Event("change"));
  }

  async #fetch() {
    this.#early = [];
    try {
      const { knocks, adoption, blocked = [], pages = [], refused = [], ports = {}, keyRejected } = await api.get("api/knocks");
      this.#list.load(knocks);
      this.#early.forEach((told) => this.#list.take(told));
      Object.assign(this, { adoption, blocked, pages, refused, ports, keyRejected, state: "ready", failure: null });
    } catch (failure) {
      // What is shown stays: the badge says that it grows old.
      if (this.state !== "ready") {
        Object.assign(this, { state: "failed", failure });
      }
    }
    this.#early = null;
  }

  #take(told) {
    // Told while the list was on its way, it may not be in it.
    this.#early?.push(told);
    const what = this.#list.take(told);
    if (what === "new" || what === "ended") {
      this.dispatchEvent(new CustomEvent(what === "new" ? "knock" : "ended", { detail: told }));
    }
    if (what !== "unknown") {
      this.dispatchEvent(new Event("change"));
    }
  }
}

export const waiting = new Waiting();
