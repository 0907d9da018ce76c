// What an operator does with a host: STOP, START, interval, name, forget.
import { api } from "./api.js";
import { field, formDialog } from "./dialog.js";
import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

/** How far apart samples may be, in milliseconds. */
export const INTERVALS = [1000, 2000, 5000, 10_000, 30_000, 60_000];

const path = (host) => `api/hosts/${encodeURIComponent(host.id)}`;

/** Ends the flow at its source, or lets it go on; the host as it stands then. */
export const setRunning = (host, running) => api.post(`${path(host)}/${running ? "start" : "stop"}`);

/** Takes another interval; the host as it stands then. */
export const changeInterval = (host, intervalMillis) => api.patch(path(host), { intervalMillis });

/** A button that says STOP or START; `act(running)` when it is pressed. */
export function runButton(act) {
  const sign = icon("stop-fill");
  const words = h("span", {});
  const button = h("button", { type: "button", class: "btn run-button" }, sign, words);
  let running;
  button.addEventListener("click", async () => {
    button.disabled = true;
    await act(!running);
    button.disabled = false;
  });
  return {
    element: button,
    show(host) {
      running = host.running;
      const key = running ? "stop" : "start";
      if (button.dataset.action !== key) {
        button.dataset.action = key;
        sign.setAttribute("name", running ? "stop-fill" : "play-fill");
        words.textContent = t(`host.${key}`);
      }
      button.setAttribute("aria-label", t(`host.${key}.of`, { name: host.name }));
    },
  };
}

/** The choice of the interval; `chosen(millis)`. */
export function intervalSelect(host, chosen) {
  const all = INTERVALS.includes(host.intervalMillis) ? INTERVALS : [...INTERVALS, host.intervalMillis].sort((a, b) => a - b);
  const select = h(
    "select",
    { class: "form-select", name: "interval" },
    ...all.map((millis) => h("option", { value: String(millis), selected: millis === host.intervalMillis }, t("host.interval.every", { n: millis / 1000 }))),
  );
  select.addEventListener("change", () => chosen?.(Number(select.value)));
  return select;
}

/**
 * Name and interval in a dialog, and where the host may be forgotten the way there.
 *
 * @returns {Promise<{changed?: object, forget?: boolean}>} the host as it stands then
 */
export async function openSettings(host) {
  const name = h("input", { class: "form-control", name: "name", value: host.name, required: true, maxLength: 64, autocomplete: "off", spellcheck: false });
  // Of another Kymata it is set there.
  const interval = host.way !== "kymata" && intervalSelect(host);
  let forget = false;
  const leave = h("button", { type: "button", class: "btn btn-quiet forget-button" }, icon("trash"), t("host.forget"));
  leave.addEventListener("click", () => {
    forget = true;
    leave.closest("dialog").close();
  });
  let changed;
  await formDialog({
    title: t("host.settingsTitle", { name: host.name }),
    content: [
      field(t("host.name"), name, t("addNode.nameHint")),
      interval ? field(t("host.interval"), interval, t("host.intervalHint")) : h("p", { class: "muted" }, t("host.intervalThereHint", { address: host.address })),
      host.way !== "self" && h("p", { class: "forget-line" }, leave),
    ].filter(Boolean),
    action: t("action.save"),
    submit: async (values) => {
      const change = { ...(interval && { intervalMillis: Number(values.interval) }), ...(values.name !== host.name && { name: values.name }) };
      changed = Object.keys(change).length > 0 ? await api.patch(path(host), change) : undefined;
    },
  });
  return { changed, forget };
}

/** Asks, and forgets the connection; whether it was done. The node and its history stay. */
export function askForget(host) {
  return formDialog({
    title: t("host.forgetTitle", { name: host.name }),
    content: [h("p", {}, t(host.way === "dial" ? "host.forgetTextDial" : "host.forgetText", { name: host.name }))],
    action: t("host.forgetAction", { name: host.name }),
    danger: true,
    submit: () => api.delete(path(host)),
  });
}
