// Tabs; arrow keys move from one to the next.
import { h } from "./dom.js";

/**
 * Builds them.
 *
 * @param {string} label of the whole
 * @param {{id: string, label: string, content: Node[]}[]} panels
 * @param {{chosen?: string, changed?: (id: string) => void}} [options] the first is chosen by default
 */
export function tabbed(label, panels, { chosen, changed } = {}) {
  const buttons = panels.map(({ id, label: words }) => h("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}` }, words));
  const elements = panels.map(({ id, content }) =>
    h("div", { class: "tab-panel", role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}` }, ...content),
  );
  const choose = (wanted) =>
    buttons.forEach((button, i) => {
      button.setAttribute("aria-selected", String(i === wanted));
      button.tabIndex = i === wanted ? 0 : -1;
      elements[i].hidden = i !== wanted;
    });
  const select = (i) => {
    choose(i);
    changed?.(panels[i].id);
  };
  const list = h("div", { class: "segments", role: "tablist", "aria-label": label }, ...buttons);
  list.addEventListener("click", (event) => {
    const i = buttons.indexOf(event.target);
    i >= 0 && select(i);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = (buttons.indexOf(event.target) + step + buttons.length) % buttons.length;
      select(next);
      buttons[next].focus();
    }
  });
  choose(Math.max(0, panels.findIndex(({ id }) => id === chosen)));
  return { list, elements };
}
