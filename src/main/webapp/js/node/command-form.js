// Commands beside the declared actions: any action with arguments, and settings.
import { field } from "../core/dialog.js";
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { parseObject } from "./command-states.js";

const code = (id, placeholder) => h("textarea", { class: "form-control code-field", id, rows: 3, spellcheck: false, autocomplete: "off", autocapitalize: "none", placeholder });

/** The two forms; `send(command)` may throw, and its message is shown. */
export function commandForms(send) {
  const action = h("input", { class: "form-control", id: "custom-action", required: true, maxLength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: false, placeholder: "togglerele" });
  const given = code("custom-arguments", '{"seconds": 30}');
  const settings = code("settings", '{"interval": 10}');
  return h(
    "div",
    { class: "command-forms" },
    form("command.custom", [field(t("command.action"), action), field(t("command.arguments"), given, t("command.argumentsHint"))], given, (value) =>
      send({ action: action.value.trim(), arguments: value }),
    ),
    form("command.settings", [field(t("command.settingsField"), settings, t("command.settingsHint"))], settings, (value) => send({ action: "changesetting", settings: value }), true),
  );
}

function form(key, fields, json, send, needed = false) {
  const said = h("p", { class: "muted small", role: "status" });
  const error = h("p", { class: "field-error", role: "alert" });
  const button = h("button", { type: "submit", class: "btn" }, t("command.send"));
  const element = h("form", { class: "command-form", "aria-label": t(key) }, h("h3", {}, t(key)), ...fields, error, h("div", { class: "actions" }, button, said));
  json.addEventListener("input", () => {
    error.textContent = said.textContent = "";
    json.removeAttribute("aria-invalid");
  });
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const value = parseObject(json.value);
    if (value === null || (needed && Object.keys(value).length === 0)) {
      error.textContent = t(needed ? "command.notSettings" : "command.notObject");
      json.setAttribute("aria-invalid", "true");
      json.focus();
      return;
    }
    error.textContent = said.textContent = "";
    button.disabled = true;
    try {
      await send(value);
      said.textContent = t("command.given");
    } catch (failure) {
      error.textContent = failure.message;
    }
    button.disabled = false;
  });
  return element;
}
