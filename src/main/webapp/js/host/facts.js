// Facts about a host, which change seldom; and the unavailable metrics, with the reason.
import { hubNow } from "../core/clock.js";
import { fill, h, setText } from "../core/dom.js";
import { dayTime, duration } from "../core/format.js";
import { t } from "../core/i18n.js";
import { sentence } from "../core/api.js";
import { uptimeMillis } from "../core/snapshot.js";

/** Builds the panel; `show(data)` updates it. */
export function factsPanel() {
  const list = h("dl", { class: "facts" });
  const missing = h("details", { class: "missing", hidden: true });
  const uptime = h("span", { class: "value" });
  const element = h("section", { class: "panel facts-panel", "aria-label": t("host.facts") }, list, missing);
  let shown = "";

  const tick = (data) => {
    const up = data?.snapshot && uptimeMillis(data.snapshot, hubNow());
    setText(uptime, up === undefined || up === null ? "–" : duration(up));
  };
  return {
    element,
    tick,
    show(data) {
      const { host, snapshot } = data;
      element.hidden = !snapshot?.os && !snapshot?.cpu && !snapshot?.machine;
      const key = JSON.stringify([host.name, host.agent, host.dropped, host.address, { ...snapshot, metrics: null, units: null, time: 0 }]);
      if (key !== shown) {
        shown = key;
        fill(list, ...facts(host, snapshot ?? {}, uptime));
        showMissing(missing, snapshot?.missing ?? []);
      }
      tick(data);
    },
  };
}

function facts(host, { os, cpu, machine, host: name, disks = [], drives = [], networks = [] }, uptime) {
  const counts = [["disks", disks], ["drives", drives], ["networks", networks]].filter(([, all]) => all.length > 0);
  return [
    ["hostname", name !== host.name && name],
    ["os", os && [os.name, os.kernel, os.arch].filter(Boolean).join(", ")],
    ["machine", machine],
    ["processor", cpu && [cpu.model, cpu.cores > 0 && t("node.cores", { n: cpu.cores })].filter(Boolean).join(", ")],
    ["uptime", [uptime, os?.bootTime && ` ${t("host.bootedAt", { time: dayTime(os.bootTime) })}`].filter(Boolean)],
    ["hardware", counts.map(([key, all]) => t(`host.count.${key}`, { n: all.length })).join(", ")],
    ["agent", host.agent],
    ["dropped", host.dropped > 0 && t("host.droppedText", { n: host.dropped })],
  ]
    .filter(([, value]) => value)
    .map(([key, value]) => h("div", {}, h("dt", {}, t(`host.fact.${key}`)), h("dd", {}, ...[value].flat())));
}

function showMissing(element, all) {
  element.hidden = all.length === 0;
  fill(
    element,
    h("summary", {}, t("host.missing", { n: all.length })),
    h("ul", {}, ...all.map(({ what, why }) => h("li", {}, h("strong", {}, what), `: ${sentence(why)}`))),
  );
}
