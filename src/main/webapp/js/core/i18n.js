// All texts come from i18n/<language>.json. The module is ready when its texts are: whoever
// imports it can call t() at once, and no page shows a key or a language that it then changes.

/** Languages that have a file; with more than one the frame offers the choice. */
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
    // Storage may be forbidden; then the browser's languages decide.
  }
  const wanted = [kept, ...(navigator.languages ?? [])].map((code) => code?.split("-")[0]);
  return wanted.find((code) => languages.some((known) => known.code === code)) ?? "en";
}

async function load(code) {
  // Seen from here and not from the page, which may be in a folder.
  const response = await fetch(new URL(`../../i18n/${code}.json`, import.meta.url));
  return response.ok ? response.json() : {};
}

/** Takes another language; the page is loaded again in it. */
export function setLanguage(code) {
  localStorage.setItem(KEY, code);
  location.reload();
}

/** Whether there is a text of that name. */
export function has(key) {
  return Object.hasOwn(texts, key);
}

/**
 * A text with its `{places}` filled in. A text with plural forms is an object of the forms that
 * Intl.PluralRules names, chosen by `n`. Numbers are written as the language writes them.
 */
export function t(key, values = {}) {
  const entry = texts[key] ?? key;
  const text = typeof entry === "string" ? entry : (entry[plurals.select(values.n)] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? numbers.format(value) : value;
  });
}

/** Fills in the elements below `root` that name a text: data-i18n, and data-i18n-<attribute>. */
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
