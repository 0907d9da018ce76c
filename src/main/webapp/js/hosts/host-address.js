// Addresses as people type them, and as the hub takes them. Nothing here touches the page.

const KYMATA = /^(?:http|ws)(s?):\/\//i;

/** Whether it is the address of another Kymata, and not of an agent. */
export const isKymata = (text) => KYMATA.test(text.trim());

/** The port of another Kymata that nobody named: that of ./run, and with TLS that of a proxy. */
export const kymataPort = (text) => (KYMATA.exec(text.trim())[1] ? "443" : "8080");

/**
 * Host and port of "pi.local:7100", "[fe80::1]:7100" or "192.168.1.20"; the port may be missing. What says
 * that a Kymata is there, as in "http://pi.local:8080", stays with the host.
 */
export function splitAddress(text) {
  const typed = text.trim();
  const scheme = isKymata(typed) ? KYMATA.exec(typed)[0].toLowerCase() : "";
  const given = typed.replace(/^[a-z]+:\/\//i, "").replace(/\/+$/, "");
  const [, bracketed, port] = /^\[(.+)\](?::(\d+))?$/.exec(given) ?? [];
  if (bracketed) {
    return [scheme ? `${scheme}[${bracketed}]` : bracketed, port];
  }
  const [, host, after] = /^([^:]+):(\d+)$/.exec(given) ?? [];
  return [scheme + (host ?? given), after];
}

/** The two as one text, an IPv6 address in brackets. */
export function addressOf(host, port) {
  const plain = host.trim();
  if (isKymata(plain)) {
    return `${plain}:${port}`;
  }
  return plain.includes(":") ? `[${plain}]:${port}` : `${plain}:${port}`;
}

/** A name for a host that was given none: its address, as far as names may have it. */
export function nameFor(host) {
  return host.trim().replace(KYMATA, "").replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^-|-$/g, "").slice(0, 64) || "host";
}
