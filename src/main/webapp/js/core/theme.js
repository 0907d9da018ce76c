// Light, dark, or the system's theme; an event makes the charts repaint.
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

/** Stores a choice and applies it. */
export function setTheme(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Not stored, but applied.
  }
  apply(choice);
}

function apply(choice) {
  const shown = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
  document.documentElement.setAttribute("data-bs-theme", shown);
  dispatchEvent(new Event("kymata:theme"));
}

system.addEventListener("change", () => apply(theme()));
// Follows the choice of another tab.
addEventListener("storage", (event) => event.key === KEY && apply(theme()));

/** The current value of a token of css/tokens.css, for canvases. */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
