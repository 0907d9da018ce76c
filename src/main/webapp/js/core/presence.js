// Presence in words; the shape beside it is drawn by css/base.css from data-presence.
import { hubNow } from "./clock.js";
import { setText } from "./dom.js";
import { duration } from "./format.js";
import { t } from "./i18n.js";

/** "Online", "Silent for 2 min", "Waiting for its first reading". */
export function presenceText(node) {
  if (node.presence === "silent" && node.lastSeen !== undefined) {
    return t("presence.silentFor", { duration: duration(hubNow() - node.lastSeen) });
  }
  return t(`presence.${node.presence}`);
}

/** Shows a node's presence in an element of the class `presence`. */
export function showPresence(element, node) {
  if (element.dataset.presence !== node.presence) {
    element.dataset.presence = node.presence;
  }
  setText(element, presenceText(node));
}
