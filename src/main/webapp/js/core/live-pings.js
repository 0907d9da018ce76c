// How long the way to the hub and back takes, and what time it is there.
import { learnHubTime } from "./clock.js";
import { fetchSession } from "./session.js";

const SOCKET_MILLIS = 10_000;
const EVENTS_MILLIS = 15_000;

export class Pings {
  #told;
  #sentAt = 0;

  /** `told(delayMillis)` is called with each answer. */
  constructor(told) {
    this.#told = told;
  }

  /** Unless there was one a moment ago. */
  sendWhenDue(transport) {
    const pause = transport?.kind === "ws" ? SOCKET_MILLIS : EVENTS_MILLIS;
    if (transport && performance.now() - this.#sentAt >= pause) {
      this.send(transport);
    }
  }

  async send(transport) {
    this.#sentAt = performance.now();
    if (transport.kind === "ws") {
      transport.ping();
    } else if (!document.hidden) {
      const began = performance.now();
      await fetchSession().then(
        () => this.measured(performance.now() - began),
        () => {},
      );
    }
  }

  /** An answer came after so long; `hubTime` is what its clock said, where it said so. */
  measured(millis, hubTime) {
    if (hubTime !== undefined) {
      learnHubTime(hubTime + millis / 2, Math.max(1, millis / 2));
    }
    this.#told(Math.max(1, Math.round(millis)));
  }
}
