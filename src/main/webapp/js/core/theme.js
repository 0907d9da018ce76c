// Light, dark, or as the system says; told to everyone who paints (charts) by an event.
const KEY = "kymata.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

export const themes = ["auto", "light", "dark"];

/** The choice: `auto`, `light` or `dark`. */
export function theme() {
  try {
    const kept = localStorage.getItem(KEY);
    return themes.includes(kept) ? kept : "auto";
  } catch {
    return "auto";
  }
}

/** Takes a choice, keeps it, shows it. */
export function setTheme(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Not kept, but shown.
  }
  apply(choice);
}

function apply(choice) {
  const shown = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
  document.documentElement.setAttribute("data-bs-theme", shown);
  dispatchEvent(new Event("kymata:theme"));
}

system.addEventListener("change", () => apply(theme()));
// Another tab's choice counts here too.
addEventListener("storage", (event) => event.key === KEY && apply(theme()));

/** What a token of css/tokens.css is at the moment, for canvases. */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
