// All texts come from i18n/<language>.json. The module finishes loading with its texts: an importing module can
// call t() at once, and no page shows a key or another language first.

/** The languages that have a file; the frame offers the choice when there are several. */
export const languages = [{ code: "en", name: "English" }];

const KEY = "kymata.language";

/** The language of texts, numbers and dates. */
export const locale = choose();

const texts = await load(locale);
const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(locale);
document.documentElement.lang = locale;

function choose() {
  let kept = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // Storage may be blocked; then the browser's languages decide.
  }
  const wanted = [kept, ...(navigator.languages ?? [])].map((code) => code?.split("-")[0]);
  return wanted.find((code) => languages.some((known) => known.code === code)) ?? "en";
}

async function load(code) {
  // Relative to this module, because the page may be in a folder.
  const response = await fetch(new URL(`../../i18n/${code}.json`, import.meta.url));
  return response.ok ? response.json() : {};
}

/** Changes the language and reloads the page. */
export function setLanguage(code) {
  localStorage.setItem(KEY, code);
  location.reload();
}

/** Whether there is a text for the key. */
export function has(key) {
  return Object.hasOwn(texts, key);
}

/**
 * A text with its `{placeholders}` filled in. A text with plural forms is an object whose keys are the forms of
 * Intl.PluralRules, chosen by `n`. Numbers are formatted for the language.
 */
export function t(key, values = {}) {
  const entry = texts[key] ?? key;
  const text = typeof entry === "string" ? entry : (entry[plurals.select(values.n)] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (placeholder, name) => {
    const value = values[name];
    return value === undefined ? placeholder : typeof value === "number" ? numbers.format(value) : value;
  });
}

/** Fills in the elements below `root` that have a key: data-i18n, and data-i18n-<attribute>. */
export function translate(root) {
  for (const element of root.querySelectorAll("[data-i18n]")) {
    element.textContent = t(element.dataset.i18n);
  }
  for (const attribute of ["aria-label", "placeholder", "title"]) {
    for (const element of root.querySelectorAll(`[data-i18n-${attribute}]`)) {
      element.setAttribute(attribute, t(element.getAttribute(`data-i18n-${attribute}`)));
    }
  }
}
