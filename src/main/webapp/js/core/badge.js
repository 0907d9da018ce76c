// The connection badge: dot and words. Screen readers do not announce the words, which change every second;
// the live region beside them announces only changes: live, reconnecting, signed out.
import { everySecond } from "./clock.js";
import { h, setText } from "./dom.js";
import { t } from "./i18n.js";
import { live } from "./live.js";

class ConnectionBadge extends HTMLElement {
  #stopTicking = null;
  #shown = null;
  #words = null;
  #region = h("span", { class: "visually-hidden", id: "live-region", "aria-live": "polite" });
  #update = () => this.#render();

  connectedCallback() {
    this.id = "connection-badge";
    this.className = "connection";
    this.after(this.#region);
    live.addEventListener("state", this.#update);
    this.#render();
  }

  disconnectedCallback() {
    live.removeEventListener("state", this.#update);
    this.#stopTicking?.();
    this.#stopTicking = null;
  }

  #render() {
    const { state } = live;
    if (this.#shown !== state.name) {
      this.#change(state);
    }
    setText(this.#words, this.#text(state));
    this.title = live.dropped > 0 ? t("badge.dropped", { n: live.dropped }) : "";
  }

  #change(state) {
    // The first connection is not announced.
    const first = this.#shown === null || this.#shown === "connecting";
    this.#shown = state.name;
    this.dataset.state = state.name;
    this.#words =
      state.name === "signed-out"
        ? h("a", { href: state.address })
        : state.name === "reconnecting"
          ? h("button", { type: "button", title: t("badge.tryNow"), on: { click: () => live.tryNow() } })
          : h("span", {});
    this.replaceChildren(this.#words);
    if (!first || !state.name.startsWith("live")) {
      setText(this.#region, t(`badge.${state.name}.announced`));
    }
    this.#stopTicking?.();
    this.#stopTicking = state.name === "reconnecting" ? everySecond(this.#update) : null;
  }

  #text({ name, delayMillis, retryAt }) {
    if (name === "reconnecting") {
      const seconds = Math.max(0, Math.round((retryAt - Date.now()) / 1000));
      return seconds > 0 ? t("badge.reconnecting", { n: seconds }) : t("badge.trying");
    }
    return delayMillis === undefined ? t(`badge.${name}.plain`) : t(`badge.${name}`, { n: delayMillis });
  }
}

customElements.define("k-connection-badge", ConnectionBadge);
