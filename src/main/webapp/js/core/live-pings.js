// Measures the round trip to the hub, and learns the hub's time.
import { learnHubTime } from "./clock.js";
import { fetchSession } from "./session.js";

const SOCKET_MILLIS = 10_000;
const EVENTS_MILLIS = 15_000;

export class Pings {
  #measured;
  #sentAt = 0;

  /** Calls `measured(delayMillis)` with each answer. */
  constructor(measured) {
    this.#measured = measured;
  }

  /** Sends one, unless the last one is too recent. */
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

  /** Takes the round trip of an answer; `hubTime` is the hub's time, if the answer has it. */
  measured(millis, hubTime) {
    if (hubTime !== undefined) {
      learnHubTime(hubTime + millis / 2, Math.max(1, millis / 2));
    }
    this.#measured(Math.max(1, Math.round(millis)));
  }
}
