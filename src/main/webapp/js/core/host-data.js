// One host as a page knows it: what the list gave, and what the live feed said since.

export class HostData {
  /** As in `GET /api/hosts`, without its picture. */
  host;
  picture = null;
  #times = new Map();

  constructor(host) {
    this.load(host);
  }

  get id() {
    return this.host.id;
  }

  get metrics() {
    return this.picture?.metrics ?? {};
  }

  /** Takes an answer of the hub. A number that came live meanwhile and is newer stays. */
  load({ picture, ...host }) {
    this.host = host;
    if (picture) {
      const newer = Object.entries(this.metrics).filter(([name]) => this.#times.get(name) > picture.time);
      this.picture = { ...picture, metrics: { ...picture.metrics, ...Object.fromEntries(newer) } };
    }
  }

  /** Takes the event `host`: it is whole, so what it does not name is so no longer. */
  takeState(host) {
    this.host = host;
  }

  /** Takes the event `vitals`: its facts changed. */
  takeFacts({ node, metrics, units, ...facts }) {
    this.picture = { ...facts, metrics: this.metrics, units: this.picture?.units ?? {} };
  }

  /** Takes a series of a `readings` frame; false when it is older than what is known. */
  take({ metric, unit, points }) {
    const last = points.at(-1);
    if (!last || typeof last[1] !== "number" || last[0] < (this.#times.get(metric) ?? 0)) {
      return false;
    }
    this.picture ??= { metrics: {}, units: {} };
    this.#times.set(metric, last[0]);
    this.picture.metrics[metric] = last[1];
    if (unit !== undefined) {
      (this.picture.units ??= {})[metric] = unit;
    }
    return true;
  }

  /** The time of the newest reading that came live. */
  get newest() {
    return this.#times.size > 0 ? Math.max(...this.#times.values()) : undefined;
  }
}
