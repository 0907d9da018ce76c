// Lines to paste: what they are for, a button that copies them, and the lines.
import { copyButton } from "./copy.js";
import { h } from "./dom.js";

/** Builds it around a `code` element, whose text the caller writes. */
export function snippet(label, code) {
  return h(
    "div",
    { class: "snippet" },
    h("div", { class: "snippet-head" }, h("span", { class: "muted" }, label), copyButton(() => code.textContent)),
    h("pre", { class: "code", tabIndex: 0, "aria-label": label }, code),
  );
}
