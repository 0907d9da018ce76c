// A button that copies. The Clipboard API exists only with TLS or on localhost, and hubs in a lab often have
// neither: then document.execCommand copies.
import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

async function copy(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not permitted; document.execCommand may still work.
    }
  }
  const field = h("textarea", { class: "visually-hidden", value: text, "aria-hidden": "true" });
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

/** A button that copies what `text()` gives, and says so. */
export function copyButton(text, label = t("action.copy")) {
  const words = h("span", {}, label);
  const button = h("button", { type: "button", class: "btn" }, icon("copy"), words);
  button.addEventListener("click", async () => {
    const done = await copy(text());
    button.focus();
    words.textContent = t(done ? "action.copied" : "action.copyFailed");
    setTimeout(() => (words.textContent = label), 2000);
  });
  return button;
}
