// The live feed by server-sent events, for places where WebSocket is blocked.
import { address } from "./api.js";

const WELCOME_MILLIS = 10_000;
// Servers and proxies accept about 8 kB of headers.
const MAX_ADDRESS_LENGTH = 4000;

/** One event stream; the same handlers as SocketTransport. Topics are fixed when it opens. */
export class EventsTransport {
  kind = "sse";
  welcomed = false;
  #handlers;
  #source;
  #timer;

  constructor(handlers, topics, since) {
    this.#handlers = handlers;
    this.#source = new EventSource(addressOf(topics, since));
    this.#source.onmessage = (event) => this.#receive(JSON.parse(event.data));
    // The browser would reconnect by itself, but without asking for missed readings.
    this.#source.onerror = () => this.#end();
    this.#timer = setTimeout(() => !this.welcomed && this.#end(), WELCOME_MILLIS);
  }

  close() {
    clearTimeout(this.#timer);
    this.#handlers = null;
    this.#source.onmessage = this.#source.onerror = null;
    this.#source.close();
  }

  #receive(envelope) {
    if (envelope.type === "welcome" && !this.welcomed) {
      this.welcomed = true;
      clearTimeout(this.#timer);
      this.#handlers?.welcome(this, envelope.payload);
    } else {
      this.#handlers?.message(this, envelope);
    }
  }

  #end() {
    const handlers = this.#handlers;
    this.close();
    handlers?.closed(this);
  }
}

function addressOf(topics, since) {
  const from = since === undefined ? null : Math.floor(since);
  const topic = topics.map(({ node, metric }) => (metric ? `${node}:${metric}` : node));
  const all = address("api/live", { topic, since: from });
  return all.length <= MAX_ADDRESS_LENGTH ? all : address("api/live", { topic: "*", since: from });
}
