// Senders in words: by which door they come, from where, and as what.
import { has, t } from "./i18n.js";

/** The name of a door: "TCP line"; one that this page does not know keeps its own. */
export function doorText(door) {
  return has(`door.${door}`) ? t(`door.${door}`) : door;
}

/** "TCP line, 192.168.1.7, as gps". */
export function senderText({ door, address, name }) {
  return t(name ? "sender.named" : "sender.unnamed", { door: doorText(door), address, name });
}

/** How a node comes in: by its token, by its key or else each sender adopted as it, or it is this machine. */
export function waysIn(node) {
  if (node.self) {
    return [t("sender.self")];
  }
  const ways = node.hasKey ? [t("sender.key")] : (node.senders ?? []).map(senderText);
  return [...(node.hasToken ? [t("sender.token")] : []), ...ways];
}
