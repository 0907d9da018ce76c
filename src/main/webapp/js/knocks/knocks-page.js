// The waiting list: who knocks without a token, and what is done with them.
import { api } from "../core/api.js";
import { everySecond } from "../core/clock.js";
import { fill, h } from "../core/dom.js";
import { dayTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { doorText, senderText } from "../core/senders.js";
import { may } from "../core/session.js";
import { emptyState, errorState, loading } from "../core/states.js";
import { waiting } from "../core/waiting.js";
import { askAdopt, askBlock, refuse } from "./decide.js";
import { decidedLists } from "./decided.js";
import { openDoors } from "./doors.js";
import { KnockCard } from "./knock-card.js";

const REFRESH_MILLIS = 500;

class KnocksPage extends HTMLElement {
  session;
  #cards = new Map();
  #list = h("div", { class: "knock-list" });
  #empty = h("div", {});
  #decided = h("div", { class: "decided-lists" });
  #keys = h("p", { class: "muted small", id: "key-rejected", hidden: true });
  #said = h("p", { class: "notice", role: "status", tabIndex: -1, hidden: true });
  #announced = h("p", { class: "visually-hidden", role: "status" });
  #shownDecided = null;
  #ends = [];
  #timer = null;

  connectedCallback() {
    if (!may(this.session.user, "operator")) {
      this.replaceChildren(emptyState(t("error.forbidden"), t("knocks.operatorsOnly")));
      return;
    }
    const changed = () => this.#show();
    const knocked = ({ detail }) => (this.#announced.textContent = t("knocks.announced", { sender: senderText(detail) }));
    // Somebody else may have decided: then the lists below have changed too.
    const ended = () => (this.#timer ??= setTimeout(() => this.#refresh(), REFRESH_MILLIS));
    waiting.addEventListener("change", changed);
    waiting.addEventListener("knock", knocked);
    waiting.addEventListener("ended", ended);
    this.#ends = [
      everySecond(() => this.#cards.forEach((card) => card.tick())),
      () => waiting.removeEventListener("change", changed),
      () => waiting.removeEventListener("knock", knocked),
      () => waiting.removeEventListener("ended", ended),
      () => clearTimeout(this.#timer),
    ];
    this.#show();
    // The feed may take its time, or be blocked; the list itself is one call away.
    waiting.state === "loading" && waiting.refresh();
  }

  disconnectedCallback() {
    this.#ends.forEach((end) => end());
  }

  #refresh() {
    this.#timer = null;
    waiting.refresh();
  }

  #show() {
    if (waiting.state !== "ready") {
      this.replaceChildren(
        waiting.state === "failed" ? errorState(waiting.failure, () => waiting.refresh()) : loading(2),
      );
      return;
    }
    if (!this.contains(this.#list)) {
      this.replaceChildren(this.#announced, this.#said, this.#empty, this.#list, this.#keys, this.#decided);
    }
    this.#showKnocks();
    this.#showKeys();
    this.#showDecided();
  }

  #showKeys() {
    const { keyRejected } = waiting;
    this.#keys.hidden = !keyRejected;
    if (keyRejected) {
      const { count, address, last } = keyRejected;
      this.#keys.textContent = t("knocks.keyRejected", { n: count, address, time: dayTime(last) });
    }
  }

  #showKnocks() {
    const { knocks } = waiting;
    for (const [id, card] of this.#cards) {
      if (!knocks.some((knock) => knock.id === id)) {
        this.#remove(id, card);
      }
    }
    knocks.forEach((knock, i) => {
      const known = this.#cards.get(knock.id);
      known?.take(knock);
      const card = known ?? new KnockCard(knock, (what, one) => this.#decide(what, one));
      this.#cards.set(knock.id, card);
      // Moved only when it is elsewhere, or the focus would be lost.
      if (this.#list.children[i] !== card.element) {
        this.#list.insertBefore(card.element, this.#list.children[i] ?? null);
      }
    });
    if ((knocks.length === 0) !== this.#empty.hasChildNodes()) {
      fill(this.#empty, knocks.length === 0 && this.#howToKnock());
    }
  }

  // Where the focus was inside, it goes on to the next card rather than to the start of the page.
  #remove(id, { element }) {
    const next = element.nextElementSibling ?? element.previousElementSibling;
    const focused = element.contains(document.activeElement);
    element.remove();
    this.#cards.delete(id);
    if (focused) {
      (this.#said.hidden ? next : this.#said)?.focus();
    }
  }

  #howToKnock() {
    const { protocol, hostname, port } = location;
    const path = new URL("./", document.baseURI).pathname;
    const doors = openDoors({ protocol, hostname, port, path }, waiting.ports);
    return emptyState(
      t("knocks.empty"),
      t(waiting.adoption === "auto" ? "knocks.emptyAuto" : "knocks.emptyText"),
      h(
        "dl",
        { class: "doors" },
        ...doors.map(({ door, address }) =>
          h("div", {}, h("dt", {}, doorText(door)), h("dd", {}, address ? h("code", {}, address) : t("knocks.doorOff")), h("dd", { class: "muted small" }, t(`knocks.door.${door}`))),
        ),
      ),
    );
  }

  #showDecided() {
    const { blocked, refused, pages } = waiting;
    const key = JSON.stringify([blocked, refused, pages]);
    if (key !== this.#shownDecided) {
      this.#shownDecided = key;
      fill(this.#decided, ...decidedLists(waiting, (list, one) => this.#undo(list, one)));
    }
  }

  async #decide(what, { knock, element }) {
    const name = senderText(knock);
    try {
      if (what === "adopt") {
        const adopted = await askAdopt(knock);
        adopted && this.#sayAdopted(name, adopted);
        this.#done(adopted, element);
      } else if (what === "refuse") {
        setDisabled(element, true);
        await refuse(knock);
        this.#say(t("knocks.refusedNow", { name }));
        this.#done(true, element);
      } else {
        const others = waiting.knocks.filter((one) => one.address === knock.address).length - 1;
        const blocked = await askBlock(knock, others);
        blocked && this.#say(t("knocks.blockedNow", { address: knock.address }));
        this.#done(blocked, element);
      }
    } catch (failure) {
      setDisabled(element, false);
      this.#say(failure.message, "notice-bad");
      waiting.refresh();
    }
  }

  // Where nothing was decided the dialog gives the focus back by itself.
  #done(decided, element) {
    if (decided) {
      setDisabled(element, true);
      this.#said.focus();
      waiting.refresh();
    }
  }

  async #undo(list, one) {
    try {
      await api.delete(list === "blocked" ? `api/knocks/blocked/${encodeURIComponent(one.address)}` : `api/knocks/senders/${encodeURIComponent(one.id)}`);
      this.#say(t(`knocks.${list}.undone`, { name: one.label }));
      this.#said.focus();
    } catch (failure) {
      this.#say(failure.message, "notice-bad");
    }
    waiting.refresh();
  }

  #sayAdopted(name, adopted) {
    if (adopted.page) {
      this.#say(t("knocks.pageAdopted", { name }));
      return;
    }
    const link = h("a", { href: `node.html?id=${encodeURIComponent(adopted.id)}` }, t("knocks.open", { name: adopted.name }));
    this.#say(t("knocks.adopted", { name: adopted.name }), "notice-good", link);
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

customElements.define("k-knocks-page", KnocksPage);

/** The view for a signed-in person. */
export function knocksPage(session) {
  const view = document.createElement("k-knocks-page");
  view.session = session;
  return view;
}
