// The life of a command: queued, sent, acknowledged, and then confirmed, refused or expired. What of it
// is known, what is still open, and what a switch may show of it. Nothing here touches the page.

/** An order that did not reach the hub; only this page knows of it. */
export const UNSENT = "unsent";

const RANKS = { queued: 0, sent: 1, acknowledged: 2, confirmed: 3, refused: 3, expired: 3, [UNSENT]: 3 };
const RECENT_MILLIS = 10 * 60_000;

/** Whether nobody knows yet how it ends. */
export function isPending({ state }) {
  return RANKS[state] < 3;
}

/** Whether it came to nothing. */
export function failed({ state }) {
  return state === "refused" || state === "expired" || state === UNSENT;
}

/** When it came to where it is. */
export function changedAt({ state, times, created }) {
  return times?.[state] ?? created;
}

/** Whether a failure is still worth telling: long ones are only in the list. */
export function isNews(command, now) {
  return now - changedAt(command) < RECENT_MILLIS;
}

/** The commands with one more word about one of them, newest first, at most `most`. */
export function merged(commands, told, most) {
  const known = commands.find(({ id }) => id === told.id);
  if (!known) {
    return [told, ...commands].sort((a, b) => b.created - a.created).slice(0, most);
  }
  return commands.map((one) => (one === known ? further(known, told) : one));
}

// An answer may come after the live word that is newer.
function further(known, told) {
  return known.state === UNSENT || RANKS[told.state] >= RANKS[known.state] ? told : known;
}

/** The newest command of an action, or undefined. */
export function latest(commands, action) {
  return commands.find((command) => command.action === action);
}

/**
 * What is proved of a switch: on, off, or null when no reading has said so yet.
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

/** What a press on a switch asks for: the other of what is wanted already, or else of what is proved. */
export function wantedNext(provedNow, command) {
  const asked = command && isPending(command) ? command.arguments?.on : undefined;
  return !(typeof asked === "boolean" ? asked : provedNow === true);
}

/** The states that it went through with their times, and how long after the first. */
export function steps({ times = {} }) {
  const known = Object.entries(times).sort((a, b) => a[1] - b[1] || RANKS[a[0]] - RANKS[b[0]]);
  return known.map(([state, time]) => ({ state, time, afterMillis: time - known[0][1] }));
}

/** How far an expired command had come, as the end of a text's key. */
export function expiredAt({ times = {} }) {
  return times.acknowledged ? "acknowledged" : times.sent ? "sent" : "queued";
}

/**
 * Reads what a person typed as the arguments of an action: one JSON object, nothing being an empty one.
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
