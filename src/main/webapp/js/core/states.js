// The states of a view that are not its content: loading, error, nothing there, not allowed.
import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

/** Quiet placeholders; css/base.css shows them only after 300 ms. */
export function loading(count = 3) {
  return h(
    "div",
    { class: "loading", role: "status", "aria-label": t("state.loading") },
    ...Array.from({ length: count }, () => h("div")),
  );
}

/** What happened and what to do, with a retry button. */
export function errorState(failure, retry) {
  return h(
    "section",
    { class: "state state-error", role: "alert" },
    h("h2", {}, t(failure.status === 403 ? "error.forbidden" : failure.status === 404 ? "error.notFound" : "error.title")),
    h("p", {}, failure.message),
    retry && h("button", { type: "button", class: "btn", on: { click: retry } }, icon("arrow-clockwise"), t("action.retry")),
  );
}

/** Nothing to show, and what to do about it. */
export function emptyState(title, text, ...actions) {
  return h("section", { class: "state" }, h("h2", {}, title), h("p", { class: "muted" }, text), ...actions);
}
