// One host on a page: the hub's answer, and the live events since.

export class HostData {
  /** As in `GET /api/hosts`, without its snapshot. */
  host;
  snapshot = null;
  #times = new Map();

  constructor(host) {
    this.load(host);
  }

  get id() {
    return this.host.id;
  }

  get metrics() {
    return this.snapshot?.metrics ?? {};
  }

  /** Takes an answer of the hub, which calls the snapshot `picture`. Newer live values stay. */
  load({ picture: snapshot, ...host }) {
    this.host = host;
    if (snapshot) {
      const newer = Object.entries(this.metrics).filter(([name]) => this.#times.get(name) > snapshot.time);
      this.snapshot = { ...snapshot, metrics: { ...snapshot.metrics, ...Object.fromEntries(newer) } };
    }
  }

  /** Takes the event `host`, which has the complete state. */
  updateState(host) {
    this.host = host;
  }

  /** Takes the event `vitals`: facts of the host changed. */
  updateFacts({ node, metrics, units, ...facts }) {
    this.snapshot = { ...facts, metrics: this.metrics, units: this.snapshot?.units ?? {} };
  }

  /** Takes a series of a `readings` frame; returns false when it is older than the known value. */
  addReadings({ metric, unit, points }) {
    const last = points.at(-1);
    if (!last || typeof last[1] !== "number" || last[0] < (this.#times.get(metric) ?? 0)) {
      return false;
    }
    this.snapshot ??= { metrics: {}, units: {} };
    this.#times.set(metric, last[0]);
    this.snapshot.metrics[metric] = last[1];
    if (unit !== undefined) {
      (this.snapshot.units ??= {})[metric] = unit;
    }
    return true;
  }

  /** The time of the newest live reading. */
  get newest() {
    return this.#times.size > 0 ? Math.max(...this.#times.values()) : undefined;
  }
}
