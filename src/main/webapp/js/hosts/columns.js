// The columns of the list of hosts, its filter, and their state in the page's address.
import { hubNow } from "../core/clock.js";
import { hasAllWords } from "../core/filter.js";
import { stateText } from "../core/host-state.js";
import { fullestDisk, hottest, shortOs, traffic, uptimeMillis } from "../core/snapshot.js";

const STATES = ["failed", "waiting", "connecting", "stopped", "connected"];
const bytes = (data) => traffic(data.snapshot ?? {});

/** The columns; `of(data)` is the value to sort by. Numbers are first sorted in descending order. */
export const COLUMNS = [
  { key: "name", of: ({ host }) => host.name },
  { key: "state", of: ({ host }) => STATES.indexOf(host.state) },
  { key: "os", of: ({ snapshot }) => shortOs(snapshot?.os?.name) },
  { key: "uptime", number: true, of: ({ snapshot }) => uptimeMillis(snapshot ?? {}, hubNow()) },
  { key: "cpu", number: true, of: ({ metrics }) => metrics.cpu },
  { key: "memory", number: true, of: ({ metrics }) => metrics.memory },
  { key: "disk", number: true, of: ({ snapshot }) => fullestDisk(snapshot ?? {})?.share },
  { key: "net", number: true, of: (data) => bytes(data) && bytes(data).in + bytes(data).out },
  { key: "load", number: true, of: ({ metrics }) => metrics["load/1m"] },
  { key: "temperature", number: true, of: ({ snapshot }) => hottest(snapshot ?? {})?.value },
];

/** The hosts sorted by a column; those without a value come last in both directions. */
export function sorted(hosts, { key, down }) {
  const { of } = COLUMNS.find((column) => column.key === key);
  const missing = (value) => value === undefined || value === null || value === "";
  const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b, undefined, { numeric: true }) : a - b);
  return hosts
    .map((data) => [data, of(data)])
    .sort(([a, x], [b, y]) => {
      const order = missing(x) || missing(y) ? missing(x) - missing(y) : (down ? -1 : 1) * compare(x, y);
      return order || a.host.name.localeCompare(b.host.name, undefined, { numeric: true });
    })
    .map(([data]) => data);
}

/** Whether a host matches every word of the filter. */
export function isFound({ host, snapshot }, text) {
  const { os, machine, cpu } = snapshot ?? {};
  return hasAllWords(text, [host.name, host.address, stateText(host), host.error, snapshot?.host, os?.name, os?.kernel, os?.arch, machine, cpu?.model]);
}

/** The next sort after a press on a column: the other direction when it was sorted by it already. */
export function nextSort({ key, down }, chosen) {
  const first = Boolean(COLUMNS.find((column) => column.key === chosen).number);
  return { key: chosen, down: key === chosen ? !down : first };
}

/** The filter and sort of an address; an unknown column sorts by name. */
export function viewOf(parameters) {
  const wanted = parameters.get("sort") ?? "";
  const down = wanted.startsWith("-");
  const key = wanted.replace(/^-/, "");
  const known = COLUMNS.some((column) => column.key === key);
  return { filter: parameters.get("q") ?? "", sort: known ? { key, down } : { key: "name", down: false } };
}

/** The filter and sort as parameters; defaults are left out. */
export function viewParameters({ filter, sort: { key, down } }) {
  const sort = `${down ? "-" : ""}${key}`;
  return { ...(filter && { q: filter }), ...(sort !== "name" && { sort }) };
}
