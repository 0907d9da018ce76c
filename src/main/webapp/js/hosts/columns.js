// The columns of the list of hosts: what each sorts by, which rows are found, and the choice in the
// page's address.
import { hubNow } from "../core/clock.js";
import { hasAllWords } from "../core/filter.js";
import { stateText } from "../core/host-state.js";
import { fullestDisk, hottest, shortOs, traffic, uptimeMillis } from "../core/picture.js";

const STATES = ["failed", "waiting", "connecting", "stopped", "connected"];
const bytes = (data) => traffic(data.picture ?? {});

/** Of each column `of(data)`, by what it is sorted; numbers are first sorted from the greatest on. */
export const COLUMNS = [
  { key: "name", of: ({ host }) => host.name },
  { key: "state", of: ({ host }) => STATES.indexOf(host.state) },
  { key: "os", of: ({ picture }) => shortOs(picture?.os?.name) },
  { key: "uptime", number: true, of: ({ picture }) => uptimeMillis(picture ?? {}, hubNow()) },
  { key: "cpu", number: true, of: ({ metrics }) => metrics.cpu },
  { key: "memory", number: true, of: ({ metrics }) => metrics.memory },
  { key: "disk", number: true, of: ({ picture }) => fullestDisk(picture ?? {})?.share },
  { key: "net", number: true, of: (data) => bytes(data) && bytes(data).in + bytes(data).out },
  { key: "load", number: true, of: ({ metrics }) => metrics["load/1m"] },
  { key: "temperature", number: true, of: ({ picture }) => hottest(picture ?? {})?.value },
];

/** The hosts in the order of a column; those that have no value there come last either way. */
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

/** Whether a host has every word of what a person looks for. */
export function isFound({ host, picture }, text) {
  const { os, machine, cpu } = picture ?? {};
  return hasAllWords(text, [host.name, host.address, stateText(host), host.error, picture?.host, os?.name, os?.kernel, os?.arch, machine, cpu?.model]);
}

/** What sorting by a column leads to: the other way round when it was sorted by it already. */
export function nextSort({ key, down }, chosen) {
  const first = Boolean(COLUMNS.find((column) => column.key === chosen).number);
  return { key: chosen, down: key === chosen ? !down : first };
}

/** The choice of an address; what makes no sense there is by name. */
export function choiceOf(parameters) {
  const wanted = parameters.get("sort") ?? "";
  const down = wanted.startsWith("-");
  const key = wanted.replace(/^-/, "");
  const known = COLUMNS.some((column) => column.key === key);
  return { filter: parameters.get("q") ?? "", sort: known ? { key, down } : { key: "name", down: false } };
}

/** The choice as parameters; what is usual is left out. */
export function choiceParameters({ filter, sort: { key, down } }) {
  const sort = `${down ? "-" : ""}${key}`;
  return { ...(filter && { q: filter }), ...(sort !== "name" && { sort }) };
}
