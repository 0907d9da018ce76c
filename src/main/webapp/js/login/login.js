// The form works without this script, which only adds the button that shows the password, and the language.
import "../core/icon.js";
import { t, translate } from "../core/i18n.js";

translate(document.body);

const password = document.getElementById("password");
// The step with the code has no password.
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
  // Always submits a password field, so that the browser offers to save it.
  document.querySelector("form").addEventListener("submit", () => (field.type = "password"));
}
