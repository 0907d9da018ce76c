// How long to wait before the next try: doubling from half a second to half a minute, and not the
// same for everybody, or a hundred pages come back at once to a hub that has just started.
const FIRST_MILLIS = 500;
const LONGEST_MILLIS = 30_000;

/** The wait before try number `attempt` (from 0), between half and all of the doubled time. */
export function backoffMillis(attempt, random = Math.random) {
  const whole = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** Math.min(attempt, 16));
  return Math.round(whole / 2 + (whole / 2) * random());
}
