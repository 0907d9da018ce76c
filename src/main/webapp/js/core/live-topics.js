// What the views of a page want together, and from when on.

/**
 * The views that listen. What one looks like; all but `topics` may be left out:
 *
 * - `topics()`: what it wants, `[{node, metric?}]`
 * - `newest()`: time of the newest reading that it has, or undefined
 * - `readings(payload)`, `presence(payload)`, `vitals(payload)`, `knock(payload)`, `command(payload)`,
 *   `host(payload)`, `faults(payload)`: what the hub sends
 * - `welcome(payload)`: connected, or connected again
 * - `incomplete()`: more was missed than the hub sends again; fetch the history
 */
export class Views extends Set {
  /** Calls one of their functions, where they have it. */
  tell(what, payload) {
    for (const view of this) {
      view[what]?.(payload);
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
 * From when on the hub is asked for what was missed: the newest reading of the page. But never later
 * than `heard`, the hub's own clock at the last word from it, or a node whose clock is ahead would
 * hide what the others sent meanwhile.
 */
export function sinceWhen(views, heard) {
  const newest = views.map((view) => view.newest?.()).filter((time) => time !== undefined);
  return newest.length > 0 ? Math.min(heard, Math.max(...newest)) : heard;
}
