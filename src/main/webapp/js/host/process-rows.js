// Sorts and filters the processes of a host. Nothing here touches the page.
import { hasAllWords } from "../core/filter.js";

const STATES = ["R", "D", "S", "I", "T", "Z"];

/** The columns; numbers are first sorted in descending order, those with `up` in ascending order. */
export const PROCESS_COLUMNS = [
  { key: "cpuPercent", number: true },
  { key: "memoryBytes", number: true },
  { key: "name" },
  { key: "user" },
  { key: "pid", number: true, up: true },
  { key: "state" },
  { key: "threads", number: true },
  { key: "startTime", number: true },
  { key: "command" },
];

/** The columns: the hub sends no command lines to viewers, so they have no column for them. */
export function columnsOf(processes) {
  return PROCESS_COLUMNS.filter(({ key }) => key !== "command" || processes.some(({ command }) => command !== undefined));
}

/** The next sort after a press on a column. */
export function nextProcessSort({ key, down }, chosen) {
  const { number, up } = PROCESS_COLUMNS.find((column) => column.key === chosen);
  return { key: chosen, down: chosen === key ? !down : Boolean(number && !up) };
}

/** The processes that match all words of `text`, sorted; those without a value come last, equal ones by pid. */
export function shownProcesses(processes, text, { key, down }) {
  const value = (process) => (key === "state" ? STATES.indexOf(process.state) : process[key]);
  const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b) : a - b);
  return processes
    .filter(({ name, user, pid, command }) => text === "" || hasAllWords(text, [name, user, String(pid), command]))
    .sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      const order = x === undefined || y === undefined ? (x === undefined) - (y === undefined) : (down ? -1 : 1) * compare(x, y);
      return order || a.pid - b.pid;
    });
}

/** Identifies a process: the system reuses pids. */
export const processKey = ({ pid, startTime }) => `${pid} ${startTime}`;
