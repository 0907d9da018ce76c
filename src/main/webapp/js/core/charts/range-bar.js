// <k-range-bar>: buttons for the ranges, steps back and forth, and a form for a custom range.
import { hubNow } from "../clock.js";
import { field } from "../dialog.js";
import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { CUSTOM, customRange, presets, shifted, span } from "./range.js";

class RangeBar extends HTMLElement {
  ranges;
  #buttons;
  #from = h("input", { type: "datetime-local", class: "form-control", step: 1, required: true });
  #to = h("input", { type: "datetime-local", class: "form-control", step: 1, required: true });
  #form;
  #update = () => this.#show();

  connectedCallback() {
    this.className = "range-bar";
    this.#buttons = Object.keys(presets).map((key) =>
      h("button", { type: "button", data: { range: key }, on: { click: () => this.ranges.go({ key }) } }, t(`range.${key}`)),
    );
    const custom = h("button", { type: "button", data: { range: CUSTOM }, popovertarget: "custom-range", "aria-haspopup": "dialog" }, t("range.custom"));
    this.#buttons.push(custom);
    this.#form = this.#customForm();
    this.replaceChildren(
      this.#stepButton(-1, "chevron-left", "range.earlier"),
      h("div", { class: "segments", role: "group", "aria-label": t("range.title") }, ...this.#buttons),
      this.#stepButton(1, "chevron-right", "range.later"),
      this.#form,
    );
    this.ranges.addEventListener("change", this.#update);
    this.#show();
  }

  disconnectedCallback() {
    this.ranges.removeEventListener("change", this.#update);
  }

  #stepButton(direction, sign, key) {
    const go = () => this.ranges.go(shifted(this.ranges.current, direction, hubNow()));
    return h("button", { type: "button", class: "btn btn-quiet btn-icon step", "aria-label": t(key), title: t(key), on: { click: go } }, icon(sign));
  }

  #customForm() {
    const error = h("p", { class: "field-error", role: "alert" });
    const form = h(
      "form",
      {},
      field(t("range.from"), this.#from),
      field(t("range.to"), this.#to),
      error,
      h("div", { class: "actions" }, h("button", { type: "submit", class: "btn btn-primary" }, t("range.show"))),
    );
    const box = h("div", { id: "custom-range", class: "custom-range", popover: "auto", role: "dialog", "aria-label": t("range.custom") }, form);
    box.addEventListener("toggle", (event) => {
      if (event.newState === "open") {
        const [from, to] = span(this.ranges.current, hubNow());
        this.#from.value = localText(from);
        this.#to.value = localText(to);
        error.textContent = "";
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const from = new Date(this.#from.value).getTime();
      const to = new Date(this.#to.value).getTime();
      if (!(from < to)) {
        error.textContent = t("range.wrongOrder");
      } else if (from >= hubNow()) {
        error.textContent = t("range.future");
      } else {
        box.hidePopover();
        this.ranges.go(customRange(from, to, hubNow()));
      }
    });
    return box;
  }

  #show() {
    const { key } = this.ranges.current;
    this.#buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.range === key)));
    this.querySelector(".step:last-of-type").disabled = key !== CUSTOM;
  }
}

// A datetime-local field takes local time without a zone.
function localText(time) {
  const local = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

customElements.define("k-range-bar", RangeBar);
