// The states of a command: queued, sent, acknowledged, and then confirmed, rejected or expired; and what a
// switch shows of them. Nothing here touches the page.

/** The state of a command that did not reach the hub; only this page knows of it. */
export const UNSENT = "unsent";

const RANKS = { queued: 0, sent: 1, acknowledged: 2, confirmed: 3, rejected: 3, expired: 3, [UNSENT]: 3 };
const RECENT_MILLIS = 10 * 60_000;

/** Whether its result is still open. */
export function isPending({ state }) {
  return RANKS[state] < 3;
}

/** Whether it failed. */
export function failed({ state }) {
  return state === "rejected" || state === "expired" || state === UNSENT;
}

/** When it came into its state. */
export function changedAt({ state, times, created }) {
  return times?.[state] ?? created;
}

/** Whether it came into its state recently: the switch shows only recent failures. */
export function isRecent(command, now) {
  return now - changedAt(command) < RECENT_MILLIS;
}

/** The commands with one added or updated, newest first, at most `max`. */
export function merged(commands, update, max) {
  const known = commands.find(({ id }) => id === update.id);
  if (!known) {
    return [update, ...commands].sort((a, b) => b.created - a.created).slice(0, max);
  }
  return commands.map((one) => (one === known ? newer(known, update) : one));
}

// The answer to a request may arrive after a newer event of the live feed.
function newer(known, update) {
  return known.state === UNSENT || RANKS[update.state] >= RANKS[known.state] ? update : known;
}

/** The newest command of an action, or undefined. */
export function latest(commands, action) {
  return commands.find((command) => command.action === action);
}

/**
 * What the readings prove of a switch: true is on, false is off, null is unknown.
 *
 * @param {{metric?: string}} action as the node declared it
 * @param {{metric: string, value: number|string|boolean}[]} metrics newest readings of the node
 */
export function proved({ metric }, metrics) {
  const value = metrics.find((reading) => reading.metric === metric)?.value;
  if (value === undefined) {
    return null;
  }
  const text = String(value).toLowerCase();
  return ["1", "true", "on"].includes(text) ? true : ["0", "false", "off"].includes(text) ? false : null;
}

/** What a press on a switch requests: the opposite of its pending command, else of what is proved. */
export function nextState(provedNow, command) {
  const asked = command && isPending(command) ? command.arguments?.on : undefined;
  return !(typeof asked === "boolean" ? asked : provedNow === true);
}

/** The states that it went through, with their times and the milliseconds after the first. */
export function steps({ times = {} }) {
  const known = Object.entries(times).sort((a, b) => a[1] - b[1] || RANKS[a[0]] - RANKS[b[0]]);
  return known.map(([state, time]) => ({ state, time, afterMillis: time - known[0][1] }));
}

/** The last state of an expired command before it expired. */
export function expiredAt({ times = {} }) {
  return times.acknowledged ? "acknowledged" : times.sent ? "sent" : "queued";
}

/**
 * Parses the arguments of an action as a person typed them: one JSON object; an empty text is an empty object.
 *
 * @returns {object|null} null when it is anything else
 */
export function parseObject(text) {
  if (text.trim() === "") {
    return {};
  }
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
