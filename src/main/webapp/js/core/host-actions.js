// What an operator does with a host: pause, resume, interval, name, remove.
import { api } from "./api.js";
import { field, formDialog } from "./dialog.js";
import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

/** How far apart samples may be, in milliseconds. */
export const INTERVALS = [1000, 2000, 5000, 10_000, 30_000, 60_000];

const path = (host) => `api/hosts/${encodeURIComponent(host.id)}`;

/** Resumes or pauses monitoring; returns the changed host. */
export const setRunning = (host, running) => api.post(`${path(host)}/${running ? "start" : "stop"}`);

/** Changes the interval; returns the changed host. */
export const changeInterval = (host, intervalMillis) => api.patch(path(host), { intervalMillis });

/** A button that pauses or resumes monitoring; calls `act(running)`. */
export function runButton(act) {
  const sign = icon("pause-fill");
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
      const key = running ? "pause" : "resume";
      if (button.dataset.action !== key) {
        button.dataset.action = key;
        sign.setAttribute("name", running ? "pause-fill" : "play-fill");
        words.textContent = t(`host.${key}`);
      }
      const label = t(`host.${key}.of`, { name: host.name });
      button.setAttribute("aria-label", label);
      button.title = label;
    },
  };
}

/** A select of the interval; calls `chosen(millis)`. */
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
 * A dialog with name and interval, and a button that leads to removing the host.
 *
 * @returns {Promise<{changed?: object, remove?: boolean}>} `changed` is the changed host
 */
export async function openSettings(host) {
  const name = h("input", { class: "form-control", name: "name", value: host.name, required: true, maxLength: 64, autocomplete: "off", spellcheck: false });
  // Another Kymata sets its own interval.
  const interval = host.way !== "kymata" && intervalSelect(host);
  let remove = false;
  const removeButton = h("button", { type: "button", class: "btn btn-quiet remove-button" }, icon("trash"), t("host.remove"));
  removeButton.addEventListener("click", () => {
    remove = true;
    removeButton.closest("dialog").close();
  });
  let changed;
  await formDialog({
    title: t("host.settingsTitle", { name: host.name }),
    content: [
      field(t("host.name"), name, t("addNode.nameHint")),
      interval ? field(t("host.interval"), interval, t("host.intervalHint")) : h("p", { class: "muted" }, t("host.intervalThereHint", { address: host.address })),
      host.way !== "self" && h("p", { class: "remove-line" }, removeButton),
    ].filter(Boolean),
    action: t("action.save"),
    submit: async (values) => {
      const change = { ...(interval && { intervalMillis: Number(values.interval) }), ...(values.name !== host.name && { name: values.name }) };
      changed = Object.keys(change).length > 0 ? await api.patch(path(host), change) : undefined;
    },
  });
  return { changed, remove };
}

/** Asks, and removes the host; returns whether it did. The node and its history stay. */
export function askRemove(host) {
  return formDialog({
    title: t("host.removeTitle", { name: host.name }),
    content: [h("p", {}, t(host.way === "dial" ? "host.removeTextDial" : "host.removeText", { name: host.name }))],
    action: t("host.removeAction", { name: host.name }),
    danger: true,
    submit: () => api.delete(path(host)),
  });
}
