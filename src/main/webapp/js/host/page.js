// The page of one host: its facts, all of its values on one time axis, and its processes.
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

// Fetches the values in the tables that are not live.
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
      changed: (host) => this.#update(host),
      removed: () => location.replace("hosts.html"),
    });
    this.#facts = factsPanel();
    this.#topics = new HostTopics(this.#data.id, () => this.#overview.metrics());
    this.#overview = new Overview(this.#data, this.#ranges.state, () => this.#topics.changed(), may(this.session.user, "operator"));
    this.#processes = document.createElement("k-processes");
    this.#processes.host = this.#data.id;
    this.#processes.shownAt = this.#data.host.way === "kymata" ? this.#data.host.address : null;
    this.#processes.seesCommands = may(this.session.user, "operator");
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
      host: (event) => event.id === this.#data.id && (event.ended ? this.#gone() : this.#stateChanged(event)),
      presence: (node) => node.id === this.#data.id && this.#statusChanged(node),
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

  #update(host) {
    this.#data.load(host);
    this.#show();
  }

  #stateChanged(host) {
    const wasConnected = this.#data.host.state === "connected";
    this.#data.updateState(host);
    this.#head.show();
    setTitle(host.name);
    host.state === "connected" && !wasConnected && this.#refresh();
  }

  #newFacts(facts) {
    this.#data.updateFacts(facts);
    this.#show();
  }

  #statusChanged(node) {
    if (node.deleted) {
      this.#gone();
    } else if (node.name !== this.#data.host.name) {
      this.#stateChanged({ ...this.#data.host, name: node.name });
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
        this.#data.addReadings(one);
        this.#overview.addReadings(one, sent, backlog);
      }
    }
    this.#head.show();
  }

  async #refresh() {
    try {
      this.#update(await api.get(this.#path));
    } catch {
      // The host was removed, or the hub does not answer: the live feed reports both.
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
