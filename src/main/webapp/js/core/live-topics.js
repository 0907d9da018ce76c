// The topics of all views of a page, and from when on the hub sends them.

/**
 * The views that listen. A view has these functions, all but `topics` optional:
 *
 * - `topics()`: the topics that it needs, `[{node, metric?}]`
 * - `newest()`: time of the newest reading that it has, or undefined
 * - `readings(payload)`, `presence(payload)`, `vitals(payload)`, `"pending-node"(payload)`, `command(payload)`,
 *   `host(payload)`, `faults(payload)`: an event of this type came
 * - `welcome(payload)`: connected, or connected again
 * - `incomplete()`: the view missed more than the hub sends again, and must fetch the history
 */
export class Views extends Set {
  /** Calls a function of each view that has it. */
  notify(name, payload) {
    for (const view of this) {
      view[name]?.(payload);
    }
  }

  topics() {
    return mergedTopics([...this]);
  }

  since(heard) {
    return sinceWhen([...this], heard);
  }
}

const keyOf = ({ node, metric = "" }) => `${node}:${metric}`;

/** The topics of all views, each once. */
export function mergedTopics(views) {
  const seen = new Map();
  for (const topic of views.flatMap((view) => view.topics())) {
    seen.set(keyOf(topic), topic);
  }
  return [...seen.values()];
}

/** The topics that are not among the others. */
export function withoutTopics(topics, others) {
  const kept = new Set(others.map(keyOf));
  return topics.filter((topic) => !kept.has(keyOf(topic)));
}

/**
 * The time from which the page asks for missed readings: its newest reading. Never later than `heard`, the
 * hub's time of its last message, or a node whose clock is ahead would hide the readings of the others.
 */
export function sinceWhen(views, heard) {
  const newest = views.map((view) => view.newest?.()).filter((time) => time !== undefined);
  return newest.length > 0 ? Math.min(heard, Math.max(...newest)) : heard;
}
