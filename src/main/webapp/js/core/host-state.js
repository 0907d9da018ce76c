// The state of a host in words; css/host-state.css draws the shape beside it from data-state.
import { sentence } from "./api.js";
import { hubNow } from "./clock.js";
import { h, setText } from "./dom.js";
import { duration } from "./format.js";
import { t } from "./i18n.js";

/** "Connected", "Waiting for its agent", "Paused". */
export function stateText({ state, way }) {
  return t(state === "waiting" && way === "dial" ? "host.state.waitingDial" : `host.state.${state}`);
}

/** The error and the time until the next attempt; empty without an error. */
export function troubleText({ state, error, retryAt }, now = hubNow()) {
  if (state === "connected" || state === "stopped") {
    return "";
  }
  const again = retryAt === undefined ? "" : t("host.retry", { duration: duration(Math.max(0, retryAt - now)) });
  return [error && sentence(error), again].filter(Boolean).join(" ");
}

/** How long it has been in this state; empty while it is connected. */
export function sinceText({ state, since }, now = hubNow()) {
  return state === "connected" || since === undefined ? "" : t("host.since", { duration: duration(now - since) });
}

/** Its address, or the address from which it connects. */
export function fromText({ way, address }) {
  return t(way === "dial" && address ? "host.from.dialled" : `host.from.${way}`, { address: address ?? "" });
}

/** An element for the state; `show(host)` updates it. */
export function hostState() {
  const words = h("span", { class: "host-state" });
  const since = h("span", { class: "host-since muted" });
  const trouble = h("span", { class: "host-trouble" });
  const element = h("span", { class: "host-state-box" }, words, since, trouble);
  return {
    element,
    show(host) {
      words.dataset.state = host.state;
      setText(words, stateText(host));
      const troubled = troubleText(host);
      setText(trouble, troubled);
      trouble.hidden = troubled === "";
      const long = troubled === "" ? sinceText(host) : "";
      setText(since, long);
      since.hidden = long === "";
    },
  };
}
