// Filters by the words that a person types.

/** Whether each word of `text` occurs in one of the parts; null and undefined parts are skipped. */
export function hasAllWords(text, parts) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = parts.filter(Boolean).join("\n").toLowerCase();
  return words.every((word) => all.includes(word));
}
