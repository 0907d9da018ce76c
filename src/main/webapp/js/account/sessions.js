// The sessions of the signed-in person: see each browser, end one, or end all others.
import { api } from "../core/api.js";
import { h, withTableRoles } from "../core/dom.js";
import { age, dateTime } from "../core/format.js";
import { t } from "../core/i18n.js";
import { errorState, loading } from "../core/states.js";

class Sessions extends HTMLElement {
  #sessions = [];
  #said = h("p", { class: "notice notice-good", role: "status", id: "session-ended", tabIndex: -1, hidden: true });
  #list = h("div", {}, loading(1));

  connectedCallback() {
    this.className = "d-block panel account-part";
    this.id = "sessions";
    this.replaceChildren(h("h2", {}, t("sessions.title")), h("p", { class: "muted" }, t("sessions.intro")), this.#said, this.#list);
    this.#load();
  }

  async #load() {
    try {
      ({ sessions: this.#sessions } = await api.get("api/session/list"));
      this.#show();
    } catch (failure) {
      this.#list.replaceChildren(errorState(failure, () => this.#load()));
    }
  }

  #show() {
    const columns = ["device", "address", "lastUsed"].map((key) => h("th", { scope: "col" }, t(`sessions.${key}`)));
    const others = this.#sessions.length > 1;
    const all = h("button", { type: "button", class: "btn", id: "end-others", on: { click: () => this.#end("api/session/list", ({ current }) => current, t("sessions.othersEnded")) } }, t("sessions.endOthers"));
    this.#list.replaceChildren(
      h(
        "div",
        { class: "table-panel", tabIndex: 0, role: "region", "aria-label": t("sessions.title") },
        withTableRoles(
          h(
            "table",
            { class: "table accounts-table" },
            h("caption", { class: "visually-hidden" }, t("sessions.title")),
            h("thead", {}, h("tr", {}, ...columns, h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, t("accounts.actions"))))),
            h("tbody", {}, ...this.#sessions.map((session) => this.#row(session))),
          ),
        ),
      ),
      ...(others ? [h("div", { class: "actions" }, all)] : []),
    );
  }

  #row({ id, device, address, lastUsed, current }) {
    const name = device || t("sessions.unknown");
    const cell = (label, text, title) => h("td", { data: { label: t(`sessions.${label}`) } }, h("span", { title }, text));
    const end = h("button", { type: "button", class: "btn btn-quiet", "aria-label": t("sessions.end.of", { device: name, address }) }, t("sessions.end"));
    end.addEventListener("click", () => this.#end(`api/session/list/${id}`, (each) => each.id !== id, t("sessions.ended", { device: name })));
    return h(
      "tr",
      { data: { session: id, ...(current && { current: "" }) } },
      h("td", {}, h("span", {}, h("span", { class: "account-name" }, name), current && h("span", { class: "tag" }, t("sessions.current")))),
      cell("address", address || t("sessions.unknownAddress")),
      cell("lastUsed", age(Date.now() - lastUsed), dateTime(lastUsed)),
      h("td", {}, h("div", { class: "row-actions" }, !current && end)),
    );
  }

  // Signing in again undoes it, so there is no dialog.
  async #end(path, stays, said) {
    try {
      await api.delete(path);
      this.#sessions = this.#sessions.filter(stays);
      this.#show();
      this.#said.className = "notice notice-good";
      this.#said.textContent = said;
    } catch (failure) {
      this.#said.className = "notice notice-bad";
      this.#said.textContent = failure.message;
    }
    this.#said.hidden = false;
    // The button that was pressed is gone.
    this.#said.focus();
  }
}

customElements.define("k-sessions", Sessions);

/** The part of the account's page. */
export function sessions() {
  return document.createElement("k-sessions");
}
