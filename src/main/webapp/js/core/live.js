// The live feed: WebSocket first, server-sent events where that is blocked, and back again. A page has one
// connection for all its views.
import { loginAddress } from "./api.js";
import { backoffMillis } from "./backoff.js";
import { hubNow, learnHubTime } from "./clock.js";
import { EventsTransport } from "./live-events.js";
import { Pings } from "./live-pings.js";
import { SocketTransport } from "./live-socket.js";
import { Views, withoutTopics } from "./live-topics.js";
import { fetchSession } from "./session.js";

const TIMEOUT_MILLIS = 25_000;
const SOCKET_AGAIN_MILLIS = 3 * 60_000;
// If a WebSocket worked before, the hub went away: no proxy blocks it.
const SOCKET_SOON_MILLIS = 10_000;
const STABLE_MILLIS = 5000;
// Covers readings that the hub was storing at that moment; views recognise duplicates.
const OVERLAP_MILLIS = 2000;
const EVENTS = ["readings", "presence", "vitals", "pending-node", "command", "host", "faults"];

class Live extends EventTarget {
  /** `name`: connecting, live-ws, live-sse, reconnecting or signed-out; `retryAt`, `delayMillis`. */
  state = { name: "connecting" };
  /** The number of readings that the hub skipped because this browser was too slow. */
  dropped = 0;
  #views = new Views();
  #pings = new Pings((delayMillis) => this.isLive && this.#become({ name: this.state.name, delayMillis }));
  #transport = null;
  #probe = null;
  #generation = 0;
  #attempt = 0;
  #retryTimer = null;
  #socketBlockedUntil = 0;
  #socketWorked = false;
  #openedAt = 0;
  #heardAt = 0;
  #hubTime = undefined;
  #started = undefined;

  /** Connects. The caller has just fetched the session. */
  start() {
    this.#started = hubNow() - OVERLAP_MILLIS;
    this.#open(SocketTransport);
    setInterval(() => this.#watch(), 1000);
    addEventListener("online", () => this.tryNow());
    addEventListener("kymata:signed-out", () => this.#signOut());
    document.addEventListener("visibilitychange", () => !document.hidden && this.#shown());
    addEventListener("pagehide", () => this.#drop());
    addEventListener("pageshow", (event) => event.persisted && this.#connect());
  }

  /**
   * Adds a view. It calls `changed(topics, since)` after it added topics, `less(topics)` after it removed some, and
   * `close()` at its end. `since` is the hub's time when the view began to fetch what it shows.
   */
  subscribe(view, since) {
    this.#views.add(view);
    this.#topicsChanged(view.topics(), since);
    return {
      changed: (topics, from) => this.#topicsChanged(topics, from),
      less: (topics) => this.#unsubscribe(topics),
      close: () => {
        this.#views.delete(view);
        this.#unsubscribe(view.topics());
      },
    };
  }

  // Keeps the topics that another view still needs. An event stream cannot drop topics: it gets too many until it
  // opens again.
  #unsubscribe(topics) {
    const gone = withoutTopics(topics, this.#views.topics());
    if (gone.length > 0 && this.#transport?.kind === "ws" && this.#transport.welcomed) {
      this.#transport.unsubscribe(gone);
    }
  }

  /** Does not wait for the next try. */
  tryNow() {
    if (this.state.name === "reconnecting") {
      this.#attempt = 0;
      this.#connect();
    }
  }

  /** Makes every view fetch again, because the hub's clock was set. */
  refetch() {
    this.#views.notify("incomplete");
  }

  get isLive() {
    return this.state.name.startsWith("live");
  }

  async #connect() {
    const mine = ++this.#generation;
    clearTimeout(this.#retryTimer);
    const signedIn = await this.#isSignedIn();
    if (mine === this.#generation && signedIn) {
      this.#open(Date.now() < this.#socketBlockedUntil ? EventsTransport : SocketTransport);
    }
  }

  // Fetched before every try: a browser does not say why the server rejected a WebSocket.
  async #isSignedIn() {
    const mine = this.#generation;
    try {
      await fetchSession();
      return mine === this.#generation;
    } catch (failure) {
      if (mine === this.#generation) {
        if (failure.status === 401) {
          this.#signOut();
        } else {
          this.#retryLater();
        }
      }
      return false;
    }
  }

  #open(Transport) {
    this.#transport?.close();
    this.#transport = this.#make(Transport);
    this.#heardAt = performance.now();
  }

  #make(Transport) {
    return new Transport(
      {
        welcome: (transport, payload) => this.#welcome(transport, payload),
        message: (transport, envelope) => transport === this.#transport && this.#receive(envelope),
        pong: (millis, payload) => this.#pings.measured(millis, payload.time),
        closed: (transport) => this.#closed(transport),
      },
      this.#views.topics(),
      this.#since(),
    );
  }

  #welcome(transport, payload) {
    if (transport === this.#probe) {
      this.#probe = null;
      this.#transport?.close();
      this.#transport = transport;
    }
    const since = this.#since();
    learnHubTime(payload.time, 100);
    this.#hubTime ??= payload.time;
    this.#openedAt = this.#heardAt = performance.now();
    if (transport.kind === "ws") {
      this.#socketWorked = true;
      this.#socketBlockedUntil = 0;
    } else {
      this.#blockSocket();
    }
    this.#become({ name: `live-${transport.kind}` });
    const topics = this.#views.topics();
    if (transport.kind === "ws" && topics.length > 0) {
      transport.subscribe(topics, since);
    }
    this.#views.notify("welcome", payload);
    this.#pings.send(this.#transport);
  }

  async #closed(transport) {
    if (transport === this.#probe) {
      this.#probe = null;
      this.#blockSocket();
      return;
    }
    if (transport !== this.#transport) {
      return;
    }
    this.#transport = null;
    if (transport.welcomed && performance.now() - this.#openedAt > STABLE_MILLIS) {
      this.#attempt = 0;
    }
    if (transport.kind === "ws" && !transport.welcomed) {
      ++this.#generation;
      if (await this.#isSignedIn()) {
        this.#blockSocket();
        this.#open(EventsTransport);
      }
      return;
    }
    this.#retryLater();
  }

  #blockSocket() {
    this.#socketBlockedUntil =
      Date.now() + (this.#socketWorked ? SOCKET_SOON_MILLIS : SOCKET_AGAIN_MILLIS);
  }

  #retryLater() {
    ++this.#generation;
    this.#drop();
    const wait = backoffMillis(this.#attempt++);
    this.#become({ name: "reconnecting", retryAt: Date.now() + wait });
    this.#retryTimer = setTimeout(() => this.#connect(), wait);
  }

  #signOut() {
    if (this.state.name !== "signed-out") {
      ++this.#generation;
      clearTimeout(this.#retryTimer);
      this.#drop();
      this.#become({ name: "signed-out", address: loginAddress() });
    }
  }

  #drop() {
    this.#transport?.close();
    this.#probe?.close();
    this.#transport = this.#probe = null;
  }

  #shown() {
    if (this.state.name === "signed-out") {
      // The person may have signed in again in another tab; checks once each time this tab is shown.
      this.#connect();
    } else if (this.isLive && performance.now() - this.#heardAt > TIMEOUT_MILLIS) {
      this.#connect();
    } else {
      this.tryNow();
    }
  }

  #watch() {
    if (!this.isLive) {
      return;
    }
    const now = performance.now();
    if (now - this.#heardAt > TIMEOUT_MILLIS) {
      this.#retryLater();
      return;
    }
    this.#pings.sendWhenDue(this.#transport);
    if (this.#transport?.kind === "sse" && !this.#probe && Date.now() >= this.#socketBlockedUntil) {
      this.#probe = this.#make(SocketTransport);
    }
  }

  #receive({ type, payload }) {
    this.#heardAt = performance.now();
    // A hidden tab's timers are slowed down to once a minute, its messages are not.
    if (this.#transport.kind === "ws") {
      this.#pings.sendWhenDue(this.#transport);
    }
    this.#hubTime = payload?.sent ?? (type === "pong" ? payload?.time : undefined) ?? this.#hubTime;
    if (type === "readings" && payload.dropped > 0) {
      this.dropped += payload.dropped;
      this.dispatchEvent(new Event("state"));
    }
    if (type === "readings" && payload.complete === false) {
      this.#views.notify("incomplete");
    } else if (EVENTS.includes(type)) {
      this.#views.notify(type, payload);
    } else if (type === "error") {
      console.warn(payload.detail);
    }
  }

  #since() {
    return this.#views.since((this.#hubTime ?? this.#started + OVERLAP_MILLIS) - OVERLAP_MILLIS);
  }

  #topicsChanged(added, since) {
    if (!this.#transport || added.length === 0) {
      return;
    }
    if (this.#transport.kind === "sse") {
      this.#open(EventsTransport);
    } else if (this.#transport.welcomed) {
      this.#transport.subscribe(added, since === undefined ? this.#since() : since - OVERLAP_MILLIS);
    }
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

export const live = new Live();
