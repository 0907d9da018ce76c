// The head of a host's page: its state, and what an operator may change.
import { fill, h, icon, setText } from "../core/dom.js";
import { askRemove, changeInterval, intervalSelect, openSettings, runButton, setRunning } from "../core/host-actions.js";
import { fromText, hostState } from "../core/host-state.js";
import { t } from "../core/i18n.js";

/** Builds it; calls `changed(host)` with the hub's answer, `removed()` when the host was removed. */
export function hostHead(data, { mayChange, changed, removed }) {
  const state = hostState();
  const from = h("span", { class: "muted small", id: "host-from" });
  const said = h("p", { class: "notice page-notice", role: "status", hidden: true });
  const say = (text, look) => {
    said.className = `notice page-notice ${look}`;
    said.hidden = false;
    fill(said, h("span", {}, text));
  };
  const attempt = async (call, text) => {
    try {
      changed(await call());
      say(text(), "notice-good");
    } catch (failure) {
      say(failure.message, "notice-bad");
    }
  };
  const run = runButton((running) => attempt(() => setRunning(data.host, running), () => t(running ? "host.resumed" : "host.paused", { name: data.host.name })));
  const settings = async () => {
    const { changed: host, remove } = await openSettings(data.host);
    host && changed(host);
    if (remove && (await askRemove(data.host))) {
      removed();
    }
  };
  const intervals = h("span", { class: "interval-box" });
  let shownInterval;
  const showInterval = () => {
    if (data.host.way === "kymata") {
      setText(intervals, t("host.intervalThere"));
      return;
    }
    if (shownInterval === data.host.intervalMillis) {
      return;
    }
    shownInterval = data.host.intervalMillis;
    const select = intervalSelect(data.host, (millis) => attempt(() => changeInterval(data.host, millis), () => t("host.intervalNow", { n: millis / 1000 })));
    select.id = "host-interval";
    select.setAttribute("aria-label", t("host.interval"));
    select.title = t("host.interval");
    intervals.replaceChildren(select);
  };
  const node = h("a", { class: "btn btn-quiet", href: `node.html?id=${encodeURIComponent(data.id)}` }, icon("broadcast"), h("span", {}, t("host.asNode")));
  const tools = mayChange
    ? [intervals, run.element, h("button", { type: "button", class: "btn btn-quiet", id: "host-settings", on: { click: settings } }, icon("sliders"), h("span", {}, t("host.settings")))]
    : [];
  const element = h("div", { class: "host-head" }, h("div", { class: "row-line" }, state.element, from, h("div", { class: "host-tools push" }, node, ...tools)), said);
  return {
    element,
    show() {
      const { host } = data;
      element.dataset.state = host.state;
      state.show(host);
      setText(from, fromText(host));
      if (mayChange) {
        run.show(host);
        showInterval();
      }
    },
    tick: () => state.show(data.host),
  };
}
