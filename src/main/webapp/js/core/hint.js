// A few words with a tooltip on hover, focus or touch; in the browser's top layer, so that nothing clips it.
import { h, setText } from "./dom.js";

const MARGIN = 16;
const DISTANCE = 4;
let count = 0;

/** Builds it; `show({short, long})`, or null to hide it. */
export function hint(id) {
  const tip = h("span", { id: `hint-${++count}`, class: "hint-tip", role: "tooltip", popover: "manual" });
  const button = h("button", { type: "button", class: "hint", "aria-describedby": tip.id });
  const element = h("span", { id, class: "hint-box", hidden: true }, button, tip);
  const open = () => {
    if (tip.matches(":popover-open")) {
      return;
    }
    tip.showPopover();
    const at = button.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const below = at.bottom + DISTANCE;
    tip.style.left = `${Math.max(MARGIN, Math.min(at.left, innerWidth - width - MARGIN))}px`;
    tip.style.top = `${below + height > innerHeight ? at.top - height - DISTANCE : below}px`;
    // A tooltip does not scroll with its words, so scrolling closes it.
    addEventListener("scroll", close, { passive: true, capture: true });
  };
  const close = () => {
    removeEventListener("scroll", close, { capture: true });
    tip.matches(":popover-open") && tip.hidePopover();
  };
  ["mouseenter", "focus", "click"].forEach((event) => button.addEventListener(event, open));
  ["mouseleave", "blur"].forEach((event) => button.addEventListener(event, close));
  button.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return {
    element,
    show(words) {
      element.hidden = words === null;
      if (words === null) {
        close();
      } else {
        setText(button, words.short);
        setText(tip, words.long);
      }
    },
  };
}
