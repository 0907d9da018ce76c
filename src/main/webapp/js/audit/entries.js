// Entries of the audit log in words, and which of them a person looks for.
import { dateTime } from "../core/format.js";
import { has, t } from "../core/i18n.js";

/** What was done: "Ordered", "Adopted"; what this page does not know keeps its own name. */
export function whatText(what) {
  return has(`audit.what.${what}`) ? t(`audit.what.${what}`) : what;
}

/** The entries in which every word of `text` is found, in whatever column. */
export function matching(entries, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const { by, what, node, nodeName, detail, time } = entry;
    const all = [by, what, whatText(what), node, nodeName, detail, dateTime(time)].filter(Boolean).join("\n").toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
