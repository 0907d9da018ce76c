// What the views of a page want together, and from when on.

/** The topics of all views, each once. */
export function mergedTopics(views) {
  const seen = new Map();
  for (const topic of views.flatMap((view) => view.topics())) {
    seen.set(`${topic.node}:${topic.metric ?? ""}`, topic);
  }
  return [...seen.values()];
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
