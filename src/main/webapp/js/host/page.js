// The page of one host: what it is, all of its values on one axis of time, and its processes.
import { api } from "../core/api.js";
import { RangeFrame } from "../core/charts/range-frame.js";
import { everySecond, hubNow } from "../core/clock.js";
import { fill, h } from "../core/dom.js";
import { setTitle } from "../core/frame.js";
import { HostData } from "../core/host-data.js";
import { t } from "../core/i18n.js";
import { live } from "../core/live.js";
import { may } from "../core/session.js";
import { emptyState, errorState, loading } from "../core/states.js";
import { tabbed } from "../core/tabs.js";
import { factsPanel } from "./facts.js";
import { hostHead } from "./host-head.js";
import { HostTopics } from "./host-topics.js";
import { Overview } from "./overview.js";
import "./processes.js";

// The rest of the numbers in the tables, which do not come live.
const REFRESH_SECONDS = 20;

class HostPage extends HTMLElement {
  session;
  #id = new URLSearchParams(location.search).get("id") ?? "";
  #data = null;
  #head = null;
  #facts = null;
  #overview = null;
  #processes = null;
  #ranges = new RangeFrame(() => this.#overview?.figures() ?? []);
  #topics = null;
  #stopTicking = null;
  #seconds = 0;

  connectedCallback() {
    this.#ranges.open();
    this.#stopTicking = everySecond(() => this.#tick());
    this.#load();
  }

  disconnectedCallback() {
    this.#stopTicking();
    this.#ranges.close();
    this.#overview?.close();
    this.#topics?.close();
  }

  get #path() {
    return `api/hosts/${encodeURIComponent(this.#id)}`;
  }

  async #load() {
    this.replaceChildren(loading());
    const since = hubNow();
    try {
      this.#data = new HostData(await api.get(this.#path));
    } catch (failure) {
      setTitle(t("host.unknown"));
      const back = h("a", { class: "btn", href: "hosts.html" }, t("host.toHosts"));
      this.replaceChildren(failure.status === 404 ? emptyState(t("host.unknown"), t("host.unknownText"), back) : errorState(failure, () => this.#load()));
      return;
    }
    this.#build(since);
  }

  #build(since) {
    this.#head = hostHead(this.#data, {
      mayChange: may(this.session.user, "operator"),
      changed: (host) => this.#take(host),
      forgotten: () => location.replace("hosts.html"),
    });
    this.#facts = factsPanel();
    this.#topics = new HostTopics(this.#data.id, () => this.#overview.metrics());
    this.#overview = new Overview(this.#data, this.#ranges.state, () => this.#topics.changed(), may(this.session.user, "operator"));
    this.#processes = document.createElement("k-processes");
    this.#processes.host = this.#data.id;
    this.#processes.shownAt = this.#data.host.way === "kymata" ? this.#data.host.address : null;
    this.#processes.mayKnow = may(this.session.user, "operator");
    const chosen = new URLSearchParams(location.search).get("tab") ?? "overview";
    const { list, elements } = tabbed(
      t("host.views"),
      [
        { id: "overview", label: t("host.overview"), content: [this.#facts.element, this.#overview.element] },
        { id: "processes", label: t("host.processes"), content: [this.#processes] },
      ],
      { chosen, changed: (id) => this.#showTab(id) },
    );
    fill(this, this.#head.element, list, ...elements);
    this.#show();
    this.#showTab(chosen);
    this.#topics.open(this.#view(), since);
  }

  #showTab(id) {
    const overview = id !== "processes";
    overview ? this.#ranges.show() : this.#ranges.hide();
    this.#processes.active = !overview;
    const url = new URL(location.href);
    overview ? url.searchParams.delete("tab") : url.searchParams.set("tab", id);
    history.replaceState(history.state, "", url);
  }

  #view() {
    return {
      readings: (frame) => this.#readings(frame),
      host: (told) => told.id === this.#data.id && (told.ended ? this.#gone() : this.#stands(told)),
      presence: (node) => node.id === this.#data.id && this.#presence(node),
      vitals: (facts) => facts.node === this.#data.id && this.#newFacts(facts),
      welcome: () => this.#refresh(),
      incomplete: () => this.#overview.refetch(),
    };
  }

  #show() {
    setTitle(this.#data.host.name);
    this.#head.show();
    this.#facts.show(this.#data);
    this.#overview.show();
  }

  #take(host) {
    this.#data.load(host);
    this.#show();
  }

  #stands(host) {
    const wasConnected = this.#data.host.state === "connected";
    this.#data.takeState(host);
    this.#head.show();
    setTitle(host.name);
    host.state === "connected" && !wasConnected && this.#refresh();
  }

  #newFacts(facts) {
    this.#data.takeFacts(facts);
    this.#show();
  }

  #presence(node) {
    if (node.deleted) {
      this.#gone();
    } else if (node.name !== this.#data.host.name) {
      this.#stands({ ...this.#data.host, name: node.name });
    }
  }

  #gone() {
    this.#topics.close();
    this.#processes.active = false;
    this.#ranges.hide();
    const back = h("a", { class: "btn", href: "hosts.html" }, t("host.toHosts"));
    this.replaceChildren(emptyState(t("host.gone", { name: this.#data.host.name }), t("host.goneText"), back));
  }

  #readings({ sent, series, backlog }) {
    for (const one of series) {
      if (one.node === this.#data.id) {
        this.#data.take(one);
        this.#overview.take(one, sent, backlog);
      }
    }
    this.#head.show();
  }

  async #refresh() {
    try {
      this.#take(await api.get(this.#path));
    } catch {
      // Forgotten meanwhile, or the hub is away: the live feed says so.
    }
  }

  #tick() {
    this.#head?.tick();
    this.#facts?.tick(this.#data);
    this.#overview && this.#ranges.tick();
    if (++this.#seconds % REFRESH_SECONDS === 0 && this.#data?.host.running && live.isLive) {
      this.#refresh();
    }
  }
}

customElements.define("k-host-page", HostPage);

/** The view for a signed-in person. */
export function hostPage(session) {
  const view = document.createElement("k-host-page");
  view.session = session;
  return view;
}
