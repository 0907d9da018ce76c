// The last messages of a node, in and out, raw beside decoded. Asked for once a second while the panel is open
// and seen, and not otherwise.
import { api } from "../core/api.js";
import { h, icon, setText } from "../core/dom.js";
import { clock } from "../core/format.js";
import { t } from "../core/i18n.js";
import { transportText } from "../core/senders.js";
import { keyed } from "./message-keys.js";

const NOTE_MILLIS = 10_000;

/** Builds it, folded, for a node's id. */
export function messagesPanel(nodeId) {
  const path = `api/nodes/${encodeURIComponent(nodeId)}/messages`;
  const list = h("ol", { class: "frames", tabIndex: 0, role: "list", "aria-label": t("messages.list") });
  const hint = h("p", { class: "muted small", id: "messages-hint" });
  const sign = icon("pause-fill");
  const words = h("span", {}, t("messages.pause"));
  const pause = h("button", { type: "button", class: "btn", id: "messages-pause", "aria-pressed": "false", on: { click: () => setPaused(!paused) } }, sign, words);
  const note = h("p", { class: "notice", role: "status", id: "messages-note", hidden: true }, t("messages.tooFast"));
  const element = h(
    "details",
    { class: "tool", id: "node-messages" },
    h("summary", {}, t("messages.title")),
    h("div", { class: "tool-head" }, h("p", { class: "muted small" }, t("messages.text")), pause),
    note,
    hint,
    list,
  );
  const items = new Map();
  let paused = false;
  let fetching = false;
  let notedAt = -Infinity;

  const setPaused = (on) => {
    paused = on;
    pause.setAttribute("aria-pressed", String(on));
    sign.setAttribute("name", on ? "play-fill" : "pause-fill");
    setText(words, t(on ? "messages.resume" : "messages.pause"));
    refresh();
  };

  const show = ({ frames, paused: tooFast }) => {
    if (tooFast) {
      notedAt = performance.now();
    }
    note.hidden = performance.now() - notedAt > NOTE_MILLIS;
    setText(hint, frames.length === 0 ? t("messages.empty") : "");
    hint.hidden = frames.length > 0;
    list.hidden = frames.length === 0;
    const wanted = keyed(frames);
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, item] of items) {
      if (!keys.has(key)) {
        item.remove();
        items.delete(key);
      }
    }
    wanted.forEach(({ key, message }, i) => {
      const item = items.get(key) ?? messageItem(message);
      items.set(key, item);
      if (list.children[i] !== item) {
        list.insertBefore(item, list.children[i] ?? null);
      }
    });
  };

  const refresh = async () => {
    if (!element.open || paused || fetching) {
      return;
    }
    fetching = true;
    try {
      const answer = await api.get(path);
      // The person pressed Pause while the answer was on its way: nothing may move any more.
      if (!paused) {
        show(answer);
      }
    } catch (failure) {
      hint.hidden = false;
      setText(hint, failure.message);
    }
    fetching = false;
  };
  element.addEventListener("toggle", refresh);
  return { element, tick: refresh };
}

function messageItem({ time, direction, door, raw, decoded, fault }) {
  const millis = String(time % 1000).padStart(3, "0");
  const side = (key, text) => h("div", {}, h("span", { class: "visually-hidden" }, t(`messages.${key}`)), h("pre", {}, text || t("messages.nothing")));
  return h(
    "li",
    { class: "frame", data: { direction, ...(fault && { fault: "" }) } },
    h(
      "p",
      { class: "frame-head" },
      h("time", { dateTime: new Date(time).toISOString() }, `${clock(time)}.${millis}`),
      h("span", { class: "direction" }, icon(direction === "in" ? "arrow-down-left" : "arrow-up-right"), t(`messages.${direction}`)),
      h("span", { class: "muted" }, transportText(door)),
    ),
    h("div", { class: "frame-sides" }, side("raw", raw), side("decoded", decoded)),
    fault && h("p", { class: "fault" }, icon("exclamation-triangle"), h("span", {}, fault)),
  );
}
