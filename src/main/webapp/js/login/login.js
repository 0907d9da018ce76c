// The form works without this; it only lets the password be seen and speaks the person's language.
import "../core/icon.js";
import { t, translate } from "../core/i18n.js";

translate(document.body);

const password = document.getElementById("password");
// The step with the code has none.
password && revealable(password, document.getElementById("reveal"));

function revealable(field, reveal) {
  reveal.hidden = false;
  reveal.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    reveal.setAttribute("aria-pressed", String(!shown));
    reveal.setAttribute("aria-label", t(shown ? "login.show" : "login.hide"));
    reveal.querySelector("k-icon").setAttribute("name", shown ? "eye" : "eye-slash");
    field.focus();
  });
  // Sent as a password in any case, so that the browser offers to keep it.
  document.querySelector("form").addEventListener("submit", () => (field.type = "password"));
}
