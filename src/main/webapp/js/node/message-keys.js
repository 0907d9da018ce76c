// Gives each message of a node a key, so that those that are shown already need not be built again. Nothing
// here touches the page.

/**
 * The messages with a key each; a number tells apart messages that are equal in everything.
 *
 * @param {{time: number, direction: string, door: string, raw: string}[]} messages newest last
 * @returns {{key: string, message: object}[]} newest first
 */
export function keyed(messages) {
  const seen = new Map();
  const all = messages.map((message) => {
    const plain = `${message.time} ${message.direction} ${message.door} ${message.raw}`;
    const n = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, n);
    return { key: `${plain} ${n}`, message };
  });
  return all.reverse();
}
