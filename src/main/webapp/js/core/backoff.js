// How long to wait before the next try: doubling from half a second to half a minute, with a random part, or
// a hundred pages reconnect at the same moment to a hub that has just started.
const FIRST_MILLIS = 500;
const MAX_MILLIS = 30_000;

/** The wait before try number `attempt` (from 0), between half and all of the doubled time. */
export function backoffMillis(attempt, random = Math.random) {
  const longest = Math.min(MAX_MILLIS, FIRST_MILLIS * 2 ** Math.min(attempt, 16));
  return Math.round(longest / 2 + (longest / 2) * random());
}
