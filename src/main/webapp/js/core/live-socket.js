// The live feed by WebSocket.
const WELCOME_MILLIS = 4000;

/**
 * One WebSocket, from opening to closing; never used twice.
 *
 * `handlers`: `welcome(transport, payload)`, `message(transport, envelope)`, `pong(millis, payload)` and
 * `closed(transport)`; after `close()` none of them is called.
 */
export class SocketTransport {
  kind = "ws";
  welcomed = false;
  #handlers;
  #socket;
  #timer;
  #ids = 0;
  #pings = new Map();

  constructor(handlers) {
    this.#handlers = handlers;
    const url = new URL("ws", document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.#socket = new WebSocket(url);
    this.#socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    this.#socket.onclose = () => this.#end();
    // A proxy may drop the handshake without an answer.
    this.#timer = setTimeout(() => !this.welcomed && this.#end(), WELCOME_MILLIS);
  }

  subscribe(topics, since) {
    this.#send("subscribe", { topics, ...(since !== undefined && { since: Math.floor(since) }) });
  }

  unsubscribe(topics) {
    this.#send("unsubscribe", { topics });
  }

  ping() {
    this.#pings.set(this.#send("ping", {}), performance.now());
  }

  close() {
    clearTimeout(this.#timer);
    this.#handlers = null;
    this.#socket.onclose = this.#socket.onmessage = null;
    this.#socket.close();
  }

  #send(type, payload) {
    const id = String(++this.#ids);
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ v: 1, type, id, payload }));
    }
    return id;
  }

  #receive(envelope) {
    if (envelope.type === "welcome" && !this.welcomed) {
      this.welcomed = true;
      clearTimeout(this.#timer);
      this.#handlers?.welcome(this, envelope.payload);
      return;
    }
    const sent = this.#pings.get(envelope.id);
    if (envelope.type === "pong" && sent !== undefined) {
      this.#pings.delete(envelope.id);
      this.#handlers?.pong(performance.now() - sent, envelope.payload);
    }
    this.#handlers?.message(this, envelope);
  }

  #end() {
    const handlers = this.#handlers;
    this.close();
    handlers?.closed(this);
  }
}
