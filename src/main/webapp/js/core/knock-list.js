// Who waits to be let in: what the hub listed, and what it told since.

// The hub has at most 200; a page that missed how some of them ended asks for the list again.
const MOST = 400;

/** The knocks, each once; in the order of their first word, the latest to come first. */
export class KnockList {
  #knocks = new Map();

  /** Takes the hub's list in place of what was known. */
  load(knocks) {
    this.#knocks = new Map(knocks.map((knock) => [knock.id, knock]));
  }

  /**
   * Takes what the hub told: a knock, or that one ended.
   *
   * @returns {"new"|"again"|"ended"|"unknown"} what it was
   */
  take(told) {
    if (told.ended) {
      return this.#knocks.delete(told.id) ? "ended" : "unknown";
    }
    const known = this.#knocks.has(told.id);
    this.#knocks.set(told.id, told);
    if (this.#knocks.size > MOST) {
      this.#knocks.delete(this.#knocks.keys().next().value);
    }
    return known ? "again" : "new";
  }

  get size() {
    return this.#knocks.size;
  }

  /** A card keeps its place while its sender goes on knocking. */
  get all() {
    return [...this.#knocks.values()].sort((a, b) => b.first - a.first || (a.id < b.id ? -1 : 1));
  }
}
