// The page Hosts: the list, the form that connects a host, and how to install the agent.
import { api } from "../core/api.js";
import { everySecond, hubNow } from "../core/clock.js";
import { fill, h, icon } from "../core/dom.js";
import { askRemove, openSettings, setRunning } from "../core/host-actions.js";
import { HostData } from "../core/host-data.js";
import { t } from "../core/i18n.js";
import { live } from "../core/live.js";
import { withoutTopics } from "../core/live-topics.js";
import { renderSoon } from "../core/render.js";
import { may } from "../core/session.js";
import { errorState, loading } from "../core/states.js";
import { connectForm } from "./connect-form.js";
import { HostsList } from "./hosts-list.js";
import { installAgentPanel } from "./install-agent.js";
import { liveTopics } from "./live-metrics.js";

// Fetches what is not live: often if core strips are among it, else seldom.
const INCOMPLETE_SECONDS = 15;
const COMPLETE_SECONDS = 600;
const ORDER_SECONDS = 5;
const SOON_MILLIS = 300;

class HostsPage extends HTMLElement {
  session;
  #list = null;
  #connect = null;
  #install = null;
  #said = h("p", { class: "notice page-notice", role: "status", tabIndex: -1, hidden: true });
  #topics = [];
  #complete = true;
  #subscription = null;
  #seconds = 0;
  #soon = null;
  #ends = [];

  connectedCallback() {
    const operator = may(this.session.user, "operator");
    const act = operator ? { run: (row, running) => this.#run(row, running), settings: (row) => this.#settings(row) } : null;
    this.#list = new HostsList(act);
    if (operator) {
      this.#connect = connectForm((host) => this.#connected(host));
      this.#install = installAgentPanel();
    }
    const themed = () => this.#list.redraw();
    addEventListener("kymata:theme", themed);
    this.#ends = [everySecond(() => this.#tick()), () => removeEventListener("kymata:theme", themed), () => clearTimeout(this.#soon), () => this.#install?.close()];
    this.#load();
  }

  disconnectedCallback() {
    this.#ends.forEach((end) => end());
    this.#subscription?.close();
  }

  async #load() {
    this.replaceChildren(loading(1));
    const since = hubNow();
    try {
      await this.#fetch(since);
    } catch (failure) {
      this.replaceChildren(errorState(failure, () => this.#load()));
      return;
    }
    this.#build();
    this.#subscription ??= live.subscribe(this.#view(), since);
  }

  #build() {
    const others = [...this.#list.rows.values()].some(({ data }) => data.host.way !== "self");
    this.#install && (this.#install.element.open = !others);
    fill(
      this,
      this.#said,
      this.#connect?.element,
      this.#list.element,
      !others && h("p", { class: "muted only-self" }, t(this.#install ? "hosts.onlySelf" : "hosts.onlySelfViewer")),
      this.#install?.element,
    );
    this.#list.order();
    this.#list.redraw();
  }

  #view() {
    return {
      topics: () => this.#topics,
      newest: () => Math.max(0, ...[...this.#list.rows.values()].map(({ data }) => data.newest ?? 0)) || undefined,
      readings: (frame) => this.#readings(frame),
      host: (event) => this.#hostChanged(event),
      presence: (node) => this.#statusChanged(node),
      vitals: (facts) => this.#list.rows.get(facts.node)?.data.updateFacts(facts),
      // States may have changed while this page was not connected.
      welcome: () => this.#refreshSoon(),
      incomplete: () => this.#refreshSoon(),
    };
  }

  async #fetch(since) {
    const { hosts } = await api.get("api/hosts");
    const known = new Set(hosts.map(({ id }) => id));
    [...this.#list.rows.keys()].filter((id) => !known.has(id)).forEach((id) => this.#list.remove(id));
    hosts.forEach((host) => this.#put(host));
    this.#chooseTopics(since);
  }

  #put(host) {
    const known = this.#list.rows.get(host.id);
    known?.data.load(host);
    renderSoon(known ?? this.#list.put(new HostData(host)));
  }

  // The fullest disk, hottest sensor or busiest network may have changed.
  #chooseTopics(since) {
    const hosts = [...this.#list.rows.values()].map(({ data }) => data).filter(({ host }) => host.running);
    const { topics, complete } = liveTopics(hosts);
    const gone = withoutTopics(this.#topics, topics);
    const added = withoutTopics(topics, this.#topics);
    this.#topics = topics;
    this.#complete = complete;
    this.#subscription?.less(gone);
    this.#subscription?.changed(added, since);
  }

  #refreshSoon() {
    this.#soon ??= setTimeout(async () => {
      this.#soon = null;
      const since = hubNow();
      // The badge says what is wrong; the next welcome asks again.
      await this.#fetch(since).then(() => this.#list.order(), () => {});
    }, SOON_MILLIS);
  }

  #readings({ series }) {
    for (const one of series) {
      const row = this.#list.rows.get(one.node);
      if (row?.data.addReadings(one)) {
        renderSoon(row);
      }
    }
  }

  #hostChanged(host) {
    const row = this.#list.rows.get(host.id);
    if (host.ended) {
      this.#list.remove(host.id);
      this.#list.order();
    } else if (!row) {
      this.#refreshSoon();
    } else {
      const wasRunning = row.data.host.running;
      row.data.updateState(host);
      renderSoon(row);
      this.#list.orderQuietly();
      // After its first message a host has a snapshot with more to show.
      if (host.running !== wasRunning || (host.state === "connected" && !row.data.snapshot?.os)) {
        this.#refreshSoon();
      }
    }
  }

  #statusChanged(node) {
    const row = this.#list.rows.get(node.id);
    if (row && node.deleted) {
      this.#hostChanged({ id: node.id, ended: true });
    } else if (row && node.name !== row.data.host.name) {
      row.data.updateState({ ...row.data.host, name: node.name });
      renderSoon(row);
    }
  }

  async #run(row, running) {
    const { host } = row.data;
    try {
      this.#put(await setRunning(host, running));
      this.#chooseTopics(hubNow());
      this.#say(t(running ? "host.resumed" : "host.paused", { name: host.name }));
    } catch (failure) {
      this.#say(failure.message, "notice-bad");
    }
  }

  async #settings(row) {
    const { host } = row.data;
    const { changed, remove } = await openSettings(host);
    if (changed) {
      this.#put(changed);
      this.#list.order();
    }
    if (remove && (await askRemove(host))) {
      this.#hostChanged({ id: host.id, ended: true });
      this.#say(t("host.removed", { name: host.name }));
      this.#said.focus();
    }
  }

  #connected(host) {
    this.#put(host);
    this.#chooseTopics(hubNow());
    this.#list.order();
    const link = h("a", { href: `host.html?id=${encodeURIComponent(host.id)}` }, t("hosts.open", { name: host.name }));
    this.#say(t("hosts.connected", { name: host.name }), "notice-good", link);
    this.querySelector(".only-self")?.remove();
  }

  #say(text, look = "notice-good", ...more) {
    this.#said.className = `notice page-notice ${look}`;
    this.#said.hidden = false;
    fill(this.#said, icon(look === "notice-good" ? "check-lg" : "exclamation-triangle"), h("span", {}, text), ...more);
  }

  #tick() {
    this.#list.tick();
    this.#seconds++;
    if (this.#seconds % ORDER_SECONDS === 0) {
      this.#list.orderQuietly();
    }
    if (this.#subscription && live.isLive && this.#seconds % (this.#complete ? COMPLETE_SECONDS : INCOMPLETE_SECONDS) === 0) {
      this.#refreshSoon();
    }
  }
}

customElements.define("k-hosts-page", HostsPage);

/** The view for a signed-in person. */
export function hostsPage(session) {
  const view = document.createElement("k-hosts-page");
  view.session = session;
  return view;
}
