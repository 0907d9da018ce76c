// The X-ray: the last frames of a node, in and out, raw beside decoded. Asked for once a second while
// it is open and seen, and not otherwise.
import { api } from "../core/api.js";
import { h, icon, setText } from "../core/dom.js";
import { clock } from "../core/format.js";
import { t } from "../core/i18n.js";
import { doorText } from "../core/senders.js";
import { keyed } from "./xray-frames.js";

const NOTE_MILLIS = 10_000;

/** Builds it, folded, for a node's id. */
export function xrayPanel(nodeId) {
  const path = `api/nodes/${encodeURIComponent(nodeId)}/xray`;
  const list = h("ol", { class: "frames", tabIndex: 0, role: "list", "aria-label": t("xray.frames") });
  const message = h("p", { class: "muted small", id: "xray-message" });
  const sign = icon("pause-fill");
  const words = h("span", {}, t("xray.pause"));
  const pause = h("button", { type: "button", class: "btn", id: "xray-pause", "aria-pressed": "false", on: { click: () => setPaused(!paused) } }, sign, words);
  const note = h("p", { class: "notice", role: "status", id: "xray-note", hidden: true }, t("xray.tooFast"));
  const element = h(
    "details",
    { class: "tool", id: "xray" },
    h("summary", {}, t("xray.title")),
    h("div", { class: "tool-head" }, h("p", { class: "muted small" }, t("xray.text")), pause),
    note,
    message,
    list,
  );
  const items = new Map();
  let paused = false;
  let asking = false;
  let notedAt = -Infinity;

  const setPaused = (on) => {
    paused = on;
    pause.setAttribute("aria-pressed", String(on));
    sign.setAttribute("name", on ? "play-fill" : "pause-fill");
    setText(words, t(on ? "xray.goOn" : "xray.pause"));
    look();
  };

  const show = ({ frames, paused: tooFast }) => {
    if (tooFast) {
      notedAt = performance.now();
    }
    note.hidden = performance.now() - notedAt > NOTE_MILLIS;
    setText(message, frames.length === 0 ? t("xray.empty") : "");
    message.hidden = frames.length > 0;
    list.hidden = frames.length === 0;
    const wanted = keyed(frames);
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, item] of items) {
      if (!keys.has(key)) {
        item.remove();
        items.delete(key);
      }
    }
    wanted.forEach(({ key, frame }, i) => {
      const item = items.get(key) ?? frameItem(frame);
      items.set(key, item);
      if (list.children[i] !== item) {
        list.insertBefore(item, list.children[i] ?? null);
      }
    });
  };

  const look = async () => {
    if (!element.open || paused || asking) {
      return;
    }
    asking = true;
    try {
      const view = await api.get(path);
      // Pressed while the answer was on its way: nothing may move any more.
      if (!paused) {
        show(view);
      }
    } catch (failure) {
      message.hidden = false;
      setText(message, failure.message);
    }
    asking = false;
  };
  element.addEventListener("toggle", look);
  return { element, tick: look };
}

function frameItem({ time, direction, door, raw, decoded, fault }) {
  const millis = String(time % 1000).padStart(3, "0");
  const side = (key, text) => h("div", {}, h("span", { class: "visually-hidden" }, t(`xray.${key}`)), h("pre", {}, text || t("xray.nothing")));
  return h(
    "li",
    { class: "frame", data: { direction, ...(fault && { fault: "" }) } },
    h(
      "p",
      { class: "frame-head" },
      h("time", { dateTime: new Date(time).toISOString() }, `${clock(time)}.${millis}`),
      h("span", { class: "direction" }, icon(direction === "in" ? "arrow-down-left" : "arrow-up-right"), t(`xray.${direction}`)),
      h("span", { class: "muted" }, doorText(door)),
    ),
    h("div", { class: "frame-sides" }, side("raw", raw), side("decoded", decoded)),
    fault && h("p", { class: "fault" }, icon("exclamation-triangle"), h("span", {}, fault)),
  );
}
