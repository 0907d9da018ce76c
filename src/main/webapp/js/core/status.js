// A node's status in words; css/base.css draws the shape beside it from data-status.
import { hubNow } from "./clock.js";
import { setText } from "./dom.js";
import { duration } from "./format.js";
import { t } from "./i18n.js";

// The hub calls it `presence`, with these values.
const STATUSES = { online: "online", silent: "offline", new: "waiting" };

/** `online`, `offline`, or `waiting` for the first reading. */
export const statusOf = ({ presence }) => STATUSES[presence];

/** "Online", "Offline for 2 min", "Waiting for first reading". */
export function statusText(node) {
  const status = statusOf(node);
  if (status === "offline" && node.lastSeen !== undefined) {
    return t("status.offlineFor", { duration: duration(hubNow() - node.lastSeen) });
  }
  return t(`status.${status}`);
}

/** Shows a node's status in an element of the class `status`. */
export function showStatus(element, node) {
  const status = statusOf(node);
  if (element.dataset.status !== status) {
    element.dataset.status = status;
  }
  setText(element, statusText(node));
}
