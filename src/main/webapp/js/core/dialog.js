// Dialogs on the browser's own <dialog>: focus stays inside, Escape closes, focus returns.
import { h } from "./dom.js";
import { t } from "./i18n.js";

let count = 0;

/** Opens a dialog with a title and content; it fires `close` at its end. */
export function openDialog(title, ...content) {
  const id = `dialog-${++count}`;
  const dialog = h("dialog", { "aria-labelledby": id }, h("h2", { id }, title), ...content);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * A form in a dialog. If `submit(values)` throws, the dialog shows its message and stays open.
 *
 * @param {{title: string, content: Node[], action: string, danger?: boolean, submit: Function}} form
 * @returns {Promise<boolean>} whether it was submitted
 */
export function formDialog({ title, content, action, danger, submit }) {
  const error = h("p", { class: "field-error", role: "alert" });
  const go = h("button", { type: "submit", class: `btn ${danger ? "btn-danger" : "btn-primary"}` }, action);
  const cancel = h("button", { type: "button", class: "btn" }, t("action.cancel"));
  const form = h("form", { method: "dialog" }, ...content, error, h("div", { class: "actions" }, cancel, go));
  return new Promise((resolve) => {
    let done = false;
    const dialog = openDialog(title, form);
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => resolve(done));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      go.disabled = true;
      error.textContent = "";
      try {
        await submit(Object.fromEntries(new FormData(form)));
        done = true;
        dialog.close();
      } catch (failure) {
        error.textContent = failure.message;
        go.disabled = false;
      }
    });
  });
}

/** A labelled field. */
export function field(label, input, hint) {
  input.id ||= `field-${++count}`;
  const note = hint && h("p", { class: "field-hint", id: `${input.id}-hint` }, hint);
  if (note) {
    input.setAttribute("aria-describedby", note.id);
  }
  return h("div", { class: "field" }, h("label", { class: "form-label", htmlFor: input.id }, label), input, note);
}
