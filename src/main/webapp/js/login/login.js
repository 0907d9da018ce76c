// The form works without this; it only lets the password be seen and speaks the person's language.
import "../core/icon.js";
import { t, translate } from "../core/i18n.js";

translate(document.body);

const password = document.getElementById("password");
const reveal = document.getElementById("reveal");
reveal.hidden = false;
reveal.addEventListener("click", () => {
  const shown = password.type === "text";
  password.type = shown ? "password" : "text";
  reveal.setAttribute("aria-pressed", String(!shown));
  reveal.setAttribute("aria-label", t(shown ? "login.show" : "login.hide"));
  reveal.querySelector("k-icon").setAttribute("name", shown ? "eye" : "eye-slash");
  password.focus();
});
// Sent as a password in any case, so that the browser offers to keep it.
document.querySelector("form").addEventListener("submit", () => (password.type = "password"));
