// Entries of the audit log in words, and their filter.
import { hasAllWords } from "../core/filter.js";
import { dateTime } from "../core/format.js";
import { has, t } from "../core/i18n.js";

/** The action: "Sent command", "Adopted"; an action that this page does not know keeps its own name. */
export function whatText(what) {
  return has(`audit.what.${what}`) ? t(`audit.what.${what}`) : what;
}

/** How often it happened, and the last time; empty for once. */
export function timesText({ times, lastTime }) {
  return times > 1 ? t("audit.times", { n: times, last: dateTime(lastTime) }) : "";
}

/** The address from which it came. */
export function addressText(address) {
  return address === "" ? t("audit.manyAddresses") : (address ?? "");
}

/** The entries that contain every word of `text`, in any column. */
export function matching(entries, text) {
  return entries.filter(({ by, what, node, nodeName, account, address, detail, time }) =>
    hasAllWords(text, [by, what, whatText(what), node, nodeName, account, addressText(address), detail, dateTime(time)]),
  );
}
