// The processes of a host: how they are sorted and found. Nothing here touches the page.
import { hasAllWords } from "../core/filter.js";

const STATES = ["R", "D", "S", "I", "T", "Z"];

/** The columns; numbers are first sorted from the greatest on. */
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

/** Which columns there are: a viewer gets no command lines, so there is none for them. */
export function columnsOf(processes) {
  return PROCESS_COLUMNS.filter(({ key }) => key !== "command" || processes.some(({ command }) => command !== undefined));
}

/** What sorting by a column leads to. */
export function nextProcessSort({ key, down }, chosen) {
  const { number, up } = PROCESS_COLUMNS.find((column) => column.key === chosen);
  return { key: chosen, down: chosen === key ? !down : Boolean(number && !up) };
}

/** Those that have all words of `text`, in order; what has no value comes last, alike by their pid. */
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

/** One run of one program: pids are used again. */
export const processKey = ({ pid, startTime }) => `${pid} ${startTime}`;
