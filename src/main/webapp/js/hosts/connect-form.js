// The form that connects a host: address, port, name, and a key if the agent needs one; or another Kymata with an
// API key. The hub connects at once; the form explains a failure and says what to do.
import { api } from "../core/api.js";
import { field } from "../core/dialog.js";
import { fill, h, icon, setText } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { problemTexts } from "./connect-problems.js";
import { addressOf, isKymata, kymataPort, nameFor, splitAddress } from "./host-address.js";

const PORT = 7100;
const NAME = "[A-Za-z0-9._\\/\\-]{1,64}";
const plain = { class: "form-control", autocomplete: "off", autocapitalize: "none", spellcheck: false };

/** The form; calls `connected(host)` after the first connection. */
export function connectForm(connected) {
  const address = h("input", { ...plain, id: "connect-address", required: true, maxLength: 253, inputMode: "url", placeholder: "192.168.1.20" });
  const port = h("input", { ...plain, id: "connect-port", type: "number", required: true, min: 1, max: 65_535, value: String(PORT) });
  const name = h("input", { ...plain, id: "connect-name", maxLength: 64, pattern: NAME, placeholder: "pi-1" });
  const key = h("input", { ...plain, id: "connect-key", type: "password", maxLength: 256 });
  const words = h("span", {}, t("connect.action"));
  const go = h("button", { type: "submit", class: "btn btn-primary connect-button" }, icon("plug"), words);
  const problem = h("div", { class: "connect-problem", role: "alert", id: "connect-problem", hidden: true });
  const progress = h("p", { class: "visually-hidden", role: "status" });
  const form = h(
    "form",
    { class: "connect-form", noValidate: true },
    h(
      "div",
      { class: "connect-fields" },
      field(t("connect.address"), address),
      field(t("connect.port"), port),
      field(t("connect.name"), name),
      field(t("connect.key"), key),
      go,
    ),
    h("p", { class: "field-hint" }, t("connect.hint")),
    h("p", { class: "field-hint" }, t("connect.hintKymata")),
    problem,
    progress,
  );
  const element = h("section", { class: "panel connect-panel", "aria-labelledby": "connect-title" }, h("h2", { id: "connect-title" }, t("connect.title")), form);

  const showProblem = ({ title, text, detail, input }) => {
    problem.hidden = false;
    fill(problem, h("strong", {}, title), h("span", {}, text), detail && h("span", { class: "muted small" }, detail));
    const wrong = { address, port, name, key }[input];
    wrong?.setAttribute("aria-invalid", "true");
    wrong?.setAttribute("aria-describedby", problem.id);
    (wrong ?? go).focus();
  };
  const clearProblem = () => {
    problem.hidden = true;
    [address, port, name, key].forEach((input) => input.removeAttribute("aria-invalid"));
  };
  const busy = (on) => {
    go.disabled = on;
    form.setAttribute("aria-busy", String(on));
    setText(words, t(on ? "connect.trying" : "connect.action"));
    setText(progress, on ? t("connect.trying") : "");
  };

  // People paste an address with its port, such as "pi.local:7100".
  address.addEventListener("change", () => {
    const [host, pasted] = splitAddress(address.value);
    address.value = host;
    if (pasted) {
      port.value = pasted;
    } else if (isKymata(host) && port.value === String(PORT)) {
      port.value = kymataPort(host);
    }
  });
  form.addEventListener("input", clearProblem);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearProblem();
    const wrong = [address, port, name].find((input) => !input.checkValidity());
    if (wrong) {
      const what = wrong.id.replace("connect-", "");
      showProblem({ title: t("connect.check"), text: t(`connect.wrong.${what}`), input: what });
      return;
    }
    busy(true);
    try {
      const body = { address: addressOf(address.value, port.value), name: name.value || nameFor(address.value), ...(key.value && { key: key.value }) };
      const host = await api.post("api/hosts", body);
      form.reset();
      port.value = String(PORT);
      connected(host);
      address.focus();
    } catch (failure) {
      showProblem(problemTexts(failure, { address: address.value.trim(), port: port.value }));
    }
    busy(false);
  });
  return { element };
}
