// Who is signed in; asked for once, as early as the module is loaded.
import { api } from "./api.js";

const KEEP_ALIVE_MILLIS = 5 * 60_000;
const RANKS = ["viewer", "operator", "admin"];

/** Asks who is signed in. */
export function fetchSession() {
  return api.get("api/session");
}

/** The answer to the first asking: `{user: {id, name, role}, expires, version}`. */
export const session = fetchSession();
// Whoever awaits it sees the failure; unawaited it is no error of the page.
session.catch(() => {});

/** Whether a user has at least that role. */
export function may(user, role) {
  return RANKS.indexOf(user.role) >= RANKS.indexOf(role);
}

/** A page that is looked at keeps its session. */
export function keepSessionAlive() {
  let last = Date.now();
  const ask = () => {
    if (!document.hidden && Date.now() - last >= KEEP_ALIVE_MILLIS) {
      last = Date.now();
      fetchSession().catch(() => {});
    }
  };
  setInterval(ask, KEEP_ALIVE_MILLIS / 5);
  document.addEventListener("visibilitychange", ask);
}
