// Senders in words: the connection that they use, their address and their name.
import { has, t } from "./i18n.js";

/** The name of a transport: "TCP line"; one that this page does not know keeps its own name. */
export function transportText(transport) {
  return has(`transport.${transport}`) ? t(`transport.${transport}`) : transport;
}

/** "TCP line from 192.168.1.7, as “gps”". The hub calls the transport `door`. */
export function senderText({ door, address, name }) {
  return t(name ? "sender.named" : "sender.unnamed", { transport: transportText(door), address, name });
}

/** Where a node's readings come from: its token, its key or else each sender adopted as it, or this machine. */
export function sourcesOf(node) {
  if (node.self) {
    return [t("sender.self")];
  }
  const senders = node.hasKey ? [t("sender.key")] : (node.senders ?? []).map(senderText);
  return [...(node.hasToken ? [t("sender.token")] : []), ...senders];
}
