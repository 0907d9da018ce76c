// What a person types to find something: every word must be somewhere.

/** Whether each word of `text` is found in some of the parts; what is missing of them is left out. */
export function hasAllWords(text, parts) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = parts.filter(Boolean).join("\n").toLowerCase();
  return words.every((word) => all.includes(word));
}
