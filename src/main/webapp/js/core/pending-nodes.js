// The pending nodes, once for the whole page: the sidebar counts them, the dashboard names them, the page
// Pending shows them. The hub sends them to operators only.
import { api } from "./api.js";
import { live } from "./live.js";
import { PendingList } from "./pending-list.js";

class PendingNodes extends EventTarget {
  /** `loading`, `ready` or `failed`, then with `failure`. */
  state = "loading";
  failure = null;
  /** `manual`, or `auto`: the hub adopts new nodes by itself. */
  adoption = "manual";
  /** The decisions that made no node: blocked addresses, allowed pages and rejected senders. */
  blocked = [];
  pages = [];
  rejected = [];
  /** Ports of the transports that need no token; 0 when one is off, undefined when the hub does not say. */
  ports = {};
  /** The messages that were rejected because their key is no node's; undefined when there were none. */
  keyRejected = undefined;
  #list = new PendingList();
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
      "pending-node": (event) => this.#update(event),
    });
  }

  get all() {
    return this.#list.all;
  }

  get count() {
    return this.#list.size;
  }

  /** Fetches everything from the hub; once more when a fetch was already running. */
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
      const { pendingNodes: nodes, adoption, blocked = [], pages = [], rejected = [], ports = {}, keyRejected } = await api.get("api/pending-nodes");
      this.#list.load(nodes);
      this.#early.forEach((event) => this.#list.update(event));
      Object.assign(this, { adoption, blocked, pages, rejected, ports, keyRejected, state: "ready", failure: null });
    } catch (failure) {
      // What is shown stays; the connection badge says that it is getting old.
      if (this.state !== "ready") {
        Object.assign(this, { state: "failed", failure });
      }
    }
    this.#early = null;
  }

  #update(event) {
    // An event that arrives during a fetch may be missing in the fetched list.
    this.#early?.push(event);
    const change = this.#list.update(event);
    if (change === "new" || change === "ended") {
      this.dispatchEvent(new CustomEvent(change === "new" ? "added" : "ended", { detail: event }));
    }
    if (change !== "unknown") {
      this.dispatchEvent(new Event("change"));
    }
  }
}

export const pendingNodes = new PendingNodes();
