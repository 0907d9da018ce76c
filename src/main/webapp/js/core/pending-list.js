// The pending nodes: the hub's list, and the changes since.

// The hub keeps at most 200; a page that missed how some of them ended asks for the list again.
const MAX_NODES = 400;

/** The pending nodes, each once; sorted by their first message, newest first. */
export class PendingList {
  #nodes = new Map();

  /** Replaces what is known by the hub's list. */
  load(nodes) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
  }

  /**
   * Takes a `pending-node` event: a pending node, or that one is no longer pending.
   *
   * @returns {"new"|"again"|"ended"|"unknown"} what changed
   */
  update(event) {
    if (event.ended) {
      return this.#nodes.delete(event.id) ? "ended" : "unknown";
    }
    const known = this.#nodes.has(event.id);
    this.#nodes.set(event.id, event);
    if (this.#nodes.size > MAX_NODES) {
      this.#nodes.delete(this.#nodes.keys().next().value);
    }
    return known ? "again" : "new";
  }

  get size() {
    return this.#nodes.size;
  }

  /** The order does not change while a node goes on sending, so its card keeps its place. */
  get all() {
    return [...this.#nodes.values()].sort((a, b) => b.first - a.first || (a.id < b.id ? -1 : 1));
  }
}
