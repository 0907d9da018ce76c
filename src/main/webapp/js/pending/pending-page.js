// The page Pending: nodes that send without a token, and the decisions on them.
import { api } from "../core/api.js";
import { everySecond } from "../core/clock.js";
import { fill, h } from "../core/dom.js";
import { dayTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { pendingNodes } from "../core/pending-nodes.js";
import { senderText, transportText } from "../core/senders.js";
import { may } from "../core/session.js";
import { emptyState, errorState, loading } from "../core/states.js";
import { connectionsWithoutToken } from "./connections.js";
import { decisionLists } from "./decisions.js";
import { askAdopt, askBlock, reject } from "./pending-actions.js";
import { PendingCard } from "./pending-card.js";

const REFRESH_MILLIS = 500;

class PendingPage extends HTMLElement {
  session;
  #cards = new Map();
  #list = h("div", { class: "pending-list" });
  #empty = h("div", {});
  #decisions = h("div", { class: "decision-lists" });
  #keys = h("p", { class: "muted small", id: "key-rejected", hidden: true });
  #said = h("p", { class: "notice", role: "status", tabIndex: -1, hidden: true });
  #announced = h("p", { class: "visually-hidden", role: "status" });
  #shownDecisions = null;
  #ends = [];
  #timer = null;

  connectedCallback() {
    if (!may(this.session.user, "operator")) {
      this.replaceChildren(emptyState(t("error.forbidden"), t("pending.operatorsOnly")));
      return;
    }
    const changed = () => this.#show();
    const added = ({ detail }) => (this.#announced.textContent = t("pending.announced", { sender: senderText(detail) }));
    // Another operator may have decided: then the lists below have changed too.
    const ended = () => (this.#timer ??= setTimeout(() => this.#refresh(), REFRESH_MILLIS));
    pendingNodes.addEventListener("change", changed);
    pendingNodes.addEventListener("added", added);
    pendingNodes.addEventListener("ended", ended);
    this.#ends = [
      everySecond(() => this.#cards.forEach((card) => card.tick())),
      () => pendingNodes.removeEventListener("change", changed),
      () => pendingNodes.removeEventListener("added", added),
      () => pendingNodes.removeEventListener("ended", ended),
      () => clearTimeout(this.#timer),
    ];
    this.#show();
    // The live feed may be slow or blocked; one call fetches the list.
    pendingNodes.state === "loading" && pendingNodes.refresh();
  }

  disconnectedCallback() {
    this.#ends.forEach((end) => end());
  }

  #refresh() {
    this.#timer = null;
    pendingNodes.refresh();
  }

  #show() {
    if (pendingNodes.state !== "ready") {
      this.replaceChildren(
        pendingNodes.state === "failed" ? errorState(pendingNodes.failure, () => pendingNodes.refresh()) : loading(2),
      );
      return;
    }
    if (!this.contains(this.#list)) {
      this.replaceChildren(this.#announced, this.#said, this.#empty, this.#list, this.#keys, this.#decisions);
    }
    this.#showNodes();
    this.#showKeys();
    this.#showDecisions();
  }

  #showKeys() {
    const { keyRejected } = pendingNodes;
    this.#keys.hidden = !keyRejected;
    if (keyRejected) {
      const { count, address, last } = keyRejected;
      this.#keys.textContent = t("pending.keyRejected", { n: count, address, time: dayTime(last) });
    }
  }

  #showNodes() {
    const { all } = pendingNodes;
    for (const [id, card] of this.#cards) {
      if (!all.some((node) => node.id === id)) {
        this.#remove(id, card);
      }
    }
    all.forEach((node, i) => {
      const known = this.#cards.get(node.id);
      known?.show(node);
      const card = known ?? new PendingCard(node, (action, one) => this.#decide(action, one));
      this.#cards.set(node.id, card);
      // Moves it only if its place changed, or it would lose the focus.
      if (this.#list.children[i] !== card.element) {
        this.#list.insertBefore(card.element, this.#list.children[i] ?? null);
      }
    });
    if ((all.length === 0) !== this.#empty.hasChildNodes()) {
      fill(this.#empty, all.length === 0 && this.#howToConnect());
    }
  }

  // If the card had the focus, the next card gets it and not the start of the page.
  #remove(id, { element }) {
    const next = element.nextElementSibling ?? element.previousElementSibling;
    const focused = element.contains(document.activeElement);
    element.remove();
    this.#cards.delete(id);
    if (focused) {
      (this.#said.hidden ? next : this.#said)?.focus();
    }
  }

  #howToConnect() {
    const { protocol, hostname, port } = location;
    const path = new URL("./", document.baseURI).pathname;
    const connections = connectionsWithoutToken({ protocol, hostname, port, path }, pendingNodes.ports);
    return emptyState(
      t("pending.empty"),
      t(pendingNodes.adoption === "auto" ? "pending.emptyAuto" : "pending.emptyText"),
      h(
        "dl",
        { class: "connections" },
        ...connections.map(({ transport, address }) =>
          h("div", {}, h("dt", {}, transportText(transport)), h("dd", {}, address ? h("code", {}, address) : t("pending.transportOff")), h("dd", { class: "muted small" }, t(`pending.transport.${transport}`))),
        ),
      ),
    );
  }

  #showDecisions() {
    const { blocked, rejected, pages } = pendingNodes;
    const key = JSON.stringify([blocked, rejected, pages]);
    if (key !== this.#shownDecisions) {
      this.#shownDecisions = key;
      fill(this.#decisions, ...decisionLists(pendingNodes, (list, one) => this.#undo(list, one)));
    }
  }

  async #decide(action, { node, element }) {
    const name = senderText(node);
    try {
      if (action === "adopt") {
        const adopted = await askAdopt(node);
        adopted && this.#sayAdopted(name, adopted);
        this.#done(adopted, element);
      } else if (action === "reject") {
        setDisabled(element, true);
        await reject(node);
        this.#say(t("pending.rejectedNow", { name }));
        this.#done(true, element);
      } else {
        const others = pendingNodes.all.filter((one) => one.address === node.address).length - 1;
        const blocked = await askBlock(node, others);
        blocked && this.#say(t("pending.blockedNow", { address: node.address }));
        this.#done(blocked, element);
      }
    } catch (failure) {
      setDisabled(element, false);
      this.#say(failure.message, "notice-bad");
      pendingNodes.refresh();
    }
  }

  // After Cancel the dialog gives the focus back by itself.
  #done(decided, element) {
    if (decided) {
      setDisabled(element, true);
      this.#said.focus();
      pendingNodes.refresh();
    }
  }

  async #undo(list, one) {
    try {
      await api.delete(list === "blocked" ? `api/pending-nodes/blocked/${encodeURIComponent(one.address)}` : `api/pending-nodes/senders/${encodeURIComponent(one.id)}`);
      this.#say(t(`pending.${list}.undone`, { name: one.label }));
      this.#said.focus();
    } catch (failure) {
      this.#say(failure.message, "notice-bad");
    }
    pendingNodes.refresh();
  }

  #sayAdopted(name, adopted) {
    if (adopted.page) {
      this.#say(t("pending.pageAdopted", { name }));
      return;
    }
    const link = h("a", { href: `node.html?id=${encodeURIComponent(adopted.id)}` }, t("pending.open", { name: adopted.name }));
    this.#say(t("pending.adopted", { name: adopted.name }), "notice-good", link);
  }

  #say(text, look = "notice-good", ...more) {
    this.#said.className = `notice page-notice ${look}`;
    this.#said.hidden = false;
    fill(this.#said, h("span", {}, text), ...more);
  }
}

function setDisabled(element, disabled) {
  element.querySelectorAll(".btn").forEach((button) => (button.disabled = disabled));
}

customElements.define("k-pending-page", PendingPage);

/** The view for a signed-in person. */
export function pendingPage(session) {
  const view = document.createElement("k-pending-page");
  view.session = session;
  return view;
}
