// One host in the list: a row of the table, a card on a phone. Built once; a render updates what changed.
import { markChanged } from "../core/changed.js";
import { hubNow } from "../core/clock.js";
import { h, icon, setText, withTableRoles } from "../core/dom.js";
import { duration, number, quantityText } from "../core/format.js";
import { runButton } from "../core/host-actions.js";
import { fromText, hostState } from "../core/host-state.js";
import { t } from "../core/i18n.js";
import { coreStrip, meter } from "../core/meter.js";
import { coreMetrics, fullestDisk, hottest, shortOs, traffic, uptimeMillis } from "../core/snapshot.js";
import { cancelRender, renderSoon } from "../core/render.js";

const value = () => h("span", { class: "value" });

export class HostRow {
  element;
  data;
  #strip = coreStrip();
  #meters = { memory: meter(), disk: meter() };
  #state = hostState();
  #run = null;
  #settings = null;
  #parts = {
    name: h("a", { class: "host-name" }),
    from: h("span", {}),
    osInline: h("span", { class: "os-inline" }),
    os: h("span", {}),
    uptime: h("span", {}),
    cpu: value(),
    memory: value(),
    disk: value(),
    mount: h("span", { class: "muted mount" }),
    in: value(),
    out: value(),
    load: value(),
    temperature: value(),
  };

  /** `act` has `run(row, running)` and `settings(row)`; null for viewers. */
  constructor(data, act) {
    this.data = data;
    const { name, from, os, osInline, uptime, cpu, memory, disk, mount, load, temperature } = this.#parts;
    const cell = (key, look, ...content) => h("td", { class: look, data: { label: t(`hosts.${key}`) } }, ...content);
    const direction = (part, sign) => h("span", { class: "net-direction" }, icon(sign), h("span", { class: "visually-hidden" }, t(`hosts.net.${part}`)), this.#parts[part]);
    this.element = withTableRoles(
      h(
        "tr",
        { data: { host: data.id } },
        h("td", { class: "name" }, name, h("span", { class: "muted host-from" }, osInline, from)),
        h("td", { class: "state-cell" }, this.#state.element),
        cell("os", "os", os),
        cell("uptime", "uptime", uptime),
        cell("cpu", "cpu", cpu, this.#strip.element),
        cell("memory", "memory", memory, this.#meters.memory.element),
        cell("disk", "disk", disk, this.#meters.disk.element, mount),
        cell("net", "net", direction("in", "arrow-down"), direction("out", "arrow-up")),
        cell("load", "load", load),
        cell("temperature", "temperature", temperature),
        act && h("td", { class: "row-actions" }, h("span", { class: "buttons" }, ...this.#buttons(act))),
      ),
    );
    renderSoon(this);
  }

  #buttons(act) {
    this.#run = runButton((running) => act.run(this, running));
    this.#settings = h("button", { type: "button", class: "btn btn-quiet btn-icon settings-button", on: { click: () => act.settings(this) } }, icon("sliders"));
    return [this.#run.element, this.#settings];
  }

  render() {
    const { host, snapshot, metrics } = this.data;
    const { name, from, os, osInline, cpu, memory, disk, mount, load, temperature } = this.#parts;
    this.element.dataset.state = host.state;
    if (setText(name, host.name)) {
      name.href = `host.html?id=${encodeURIComponent(host.id)}`;
      const label = t("host.settings.of", { name: host.name });
      this.#settings?.setAttribute("aria-label", label);
      this.#settings && (this.#settings.title = label);
    }
    setText(from, fromText(host));
    this.#run?.show(host);
    const system = shortOs(snapshot?.os?.name);
    setText(os, system || "–");
    setText(osInline, system);
    os.title = snapshot?.os?.name ?? "";
    this.#write(cpu, metrics.cpu, "%");
    this.#write(memory, metrics.memory, "%");
    this.#meters.memory.show(metrics.memory);
    const full = snapshot && fullestDisk(snapshot);
    this.#write(disk, full?.share, "%");
    setText(mount, full?.mount ?? "");
    mount.title = full?.mount ?? "";
    this.#meters.disk.show(full?.share);
    const net = snapshot && traffic(snapshot);
    this.#write(this.#parts.in, net?.in, "B/s");
    this.#write(this.#parts.out, net?.out, "B/s");
    setText(load, metrics["load/1m"] === undefined ? "–" : number(metrics["load/1m"], 2));
    this.#write(temperature, snapshot && hottest(snapshot)?.value, "°C");
    this.#strip.show(coreMetrics(metrics).map((metric) => metrics[metric]));
    this.tick();
  }

  #write(element, number_, unit) {
    const text = number_ === undefined || number_ === null ? "–" : quantityText(number_, unit, 1);
    const before = element.textContent;
    if (setText(element, text) && before !== "" && before !== "–") {
      markChanged(element);
    }
  }

  /** Updates ages and durations, every second. */
  tick() {
    this.#state.show(this.data.host);
    const up = this.data.host.state === "connected" ? uptimeMillis(this.data.snapshot ?? {}, hubNow()) : undefined;
    setText(this.#parts.uptime, up === undefined ? "–" : duration(up));
  }

  /** The theme or the width changed. */
  redraw() {
    this.#strip.redraw();
  }

  close() {
    cancelRender(this);
    this.element.remove();
  }
}
