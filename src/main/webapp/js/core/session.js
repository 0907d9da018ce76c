// The session of the signed-in person; fetched once, as soon as the module is loaded.
import { api } from "./api.js";

const KEEP_ALIVE_MILLIS = 5 * 60_000;
const RANKS = ["viewer", "operator", "admin"];

/** Fetches the session. */
export function fetchSession() {
  return api.get("api/session");
}

/** The first answer: `{user: {id, name, role}, expires, version}`. */
export const session = fetchSession();
// Code that awaits the session handles its failure; this only avoids the report of an unhandled rejection.
session.catch(() => {});

/** Whether a user has at least that role. */
export function may(user, role) {
  return RANKS.indexOf(user.role) >= RANKS.indexOf(role);
}

/** Keeps the session alive while the page is visible. */
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
