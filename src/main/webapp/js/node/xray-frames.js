// Which frames of an X-ray are new since the last look, so that those that are shown need not be built
// again. Nothing here touches the page.

/**
 * The frames with a key each: two that are alike in all are told apart by their order.
 *
 * @param {{time: number, direction: string, door: string, raw: string}[]} frames newest last
 * @returns {{key: string, frame: object}[]} newest first
 */
export function keyed(frames) {
  const seen = new Map();
  const all = frames.map((frame) => {
    const plain = `${frame.time} ${frame.direction} ${frame.door} ${frame.raw}`;
    const n = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, n);
    return { key: `${plain} ${n}`, frame };
  });
  return all.reverse();
}
