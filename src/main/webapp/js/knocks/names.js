// A name that a node may have, from what it calls itself.

/**
 * Letters, digits and . _ - / of what it calls itself, with a number behind where another node has
 * that name already; empty when nothing is left.
 */
export function suggestedName(called, nodes) {
  const plain = called
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
