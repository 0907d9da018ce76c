// Sends orders to the hub, and keeps the commands of a node as they go on.
import { address, api } from "../core/api.js";
import { hubNow } from "../core/clock.js";
import { randomId } from "../core/random-id.js";
import { merged, UNSENT } from "./command-life.js";

const MOST = 50;
const TRIES = 3;
const FIRST_WAIT_MILLIS = 500;
const GUESSED_LIFE_MILLIS = 30_000;

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/**
 * Sends an order, again when the hub was not reached: with the same id it is one command, however often
 * it arrives.
 */
export async function sendOrder(path, order, { post = api.post, wait = pause } = {}) {
  for (let tried = 1; ; tried++) {
    try {
      return await post(path, order);
    } catch (failure) {
      if (failure.status !== 0 || tried === TRIES) {
        throw failure;
      }
      await wait(FIRST_WAIT_MILLIS * 2 ** (tried - 1));
    }
  }
}

/** The newest commands of a node; `change` whenever one of them went on. */
export class CommandBook extends EventTarget {
  /** Newest first. */
  commands = [];
  /** `loading`, `ready`, or `failed`, then with `failure`. */
  state = "loading";
  failure = null;
  #path;
  #by;

  constructor(nodeId, by) {
    super();
    this.#path = `api/nodes/${encodeURIComponent(nodeId)}/commands`;
    this.#by = by;
  }

  /** Asks the hub for them. */
  async fetch() {
    try {
      const { commands } = await api.get(address(this.#path, { limit: MOST }));
      [...commands].reverse().forEach((command) => this.#put(command));
      Object.assign(this, { state: "ready", failure: null });
    } catch (failure) {
      if (this.state !== "ready") {
        Object.assign(this, { state: "failed", failure });
      }
    }
    this.#changed();
  }

  /** Takes what the hub told of one. */
  take(command) {
    this.#put(command);
    this.#changed(command);
  }

  /** Orders; it is in the book at once, and stays there with the reason when it could not be sent. */
  async order({ action, ...rest }) {
    const id = randomId();
    const created = hubNow();
    const own = { id, action, arguments: rest.settings ?? rest.arguments ?? {}, by: this.#by, state: "queued", created, expires: created + GUESSED_LIFE_MILLIS, times: { queued: created } };
    this.take(own);
    try {
      this.take(await sendOrder(this.#path, { id, action, ...rest }));
    } catch (failure) {
      // The live feed may have told meanwhile that it did arrive.
      if (this.commands.find((command) => command.id === id) === own) {
        this.take({ ...own, state: UNSENT, reason: failure.message, times: { ...own.times, [UNSENT]: hubNow() } });
      }
      throw failure;
    }
  }

  #put(command) {
    this.commands = merged(this.commands, command, MOST);
  }

  #changed(command) {
    this.dispatchEvent(new CustomEvent("change", { detail: command }));
  }
}
