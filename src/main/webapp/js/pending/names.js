// Suggests a valid name for a node, from the name that it sends.

/**
 * Letters, digits and . _ - / of the name that it sends, followed by a number if another node has that name
 * already; empty when nothing is left.
 */
export function suggestedName(sent, nodes) {
  const plain = sent
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9._/-]+/g, "-")
    .replace(/^[-/]+|[-/]+$/g, "")
    .slice(0, 60);
  const taken = new Set(nodes.map((node) => node.name.toLowerCase()));
  let name = plain;
  for (let i = 2; plain && taken.has(name.toLowerCase()); i++) {
    name = `${plain}-${i}`;
  }
  return name;
}
