// Sends commands to the hub, and keeps the newest commands of a node with their states.
import { address, api } from "../core/api.js";
import { hubNow } from "../core/clock.js";
import { randomId } from "../core/random-id.js";
import { merged, UNSENT } from "./command-states.js";

const MAX_COMMANDS = 50;
const TRIES = 3;
const FIRST_WAIT_MILLIS = 500;
const GUESSED_LIFETIME_MILLIS = 30_000;

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/**
 * Sends a command, and sends it again when the hub was not reached. All attempts have one id, so the hub takes
 * them as one command.
 */
export async function sendCommand(path, command, { post = api.post, wait = pause } = {}) {
  for (let tried = 1; ; tried++) {
    try {
      return await post(path, command);
    } catch (failure) {
      if (failure.status !== 0 || tried === TRIES) {
        throw failure;
      }
      await wait(FIRST_WAIT_MILLIS * 2 ** (tried - 1));
    }
  }
}

/** The newest commands of a node; a `change` event when one of them is added or changes its state. */
export class NodeCommands extends EventTarget {
  /** Newest first. */
  all = [];
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

  /** Fetches them from the hub. */
  async fetch() {
    try {
      const { commands } = await api.get(address(this.#path, { limit: MAX_COMMANDS }));
      [...commands].reverse().forEach((command) => this.#put(command));
      Object.assign(this, { state: "ready", failure: null });
    } catch (failure) {
      if (this.state !== "ready") {
        Object.assign(this, { state: "failed", failure });
      }
    }
    this.#changed();
  }

  /** Takes a command as the hub sent it. */
  update(command) {
    this.#put(command);
    this.#changed(command);
  }

  /** Sends a command. It is listed at once, and stays listed with the reason when it could not be sent. */
  async send({ action, ...rest }) {
    const id = randomId();
    const created = hubNow();
    const own = { id, action, arguments: rest.settings ?? rest.arguments ?? {}, by: this.#by, state: "queued", created, expires: created + GUESSED_LIFETIME_MILLIS, times: { queued: created } };
    this.update(own);
    try {
      this.update(await sendCommand(this.#path, { id, action, ...rest }));
    } catch (failure) {
      // The live feed may have shown meanwhile that the hub has it.
      if (this.all.find((command) => command.id === id) === own) {
        this.update({ ...own, state: UNSENT, reason: failure.message, times: { ...own.times, [UNSENT]: hubNow() } });
      }
      throw failure;
    }
  }

  #put(command) {
    this.all = merged(this.all, command, MAX_COMMANDS);
  }

  #changed(command) {
    this.dispatchEvent(new CustomEvent("change", { detail: command }));
  }
}
