// The certificate of the hub's own authority: its fingerprint, and how to install it.
import { locale, t, translate } from "../core/i18n.js";

translate(document.body);
document.title = t("frame.title", { page: t("certificate.title") });

const response = await fetch("api/certificate");
document.getElementById("own").hidden = !response.ok;
document.getElementById("none").hidden = response.ok;
if (response.ok) {
  const { sha256, notAfter } = await response.json();
  document.getElementById("fingerprint").textContent = sha256;
  const date = new Date(notAfter).toLocaleDateString(locale, { dateStyle: "long" });
  document.getElementById("end").textContent = t("certificate.end", { date });
}
