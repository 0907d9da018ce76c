// Converts addresses from what people type to what the hub expects. Nothing here touches the page.

const KYMATA = /^(?:http|ws)(s?):\/\//i;

/** Whether it is the address of another Kymata, and not of an agent. */
export const isKymata = (text) => KYMATA.test(text.trim());

/** The default port of another Kymata: that of ./run, or with TLS that of a proxy. */
export const kymataPort = (text) => (KYMATA.exec(text.trim())[1] ? "443" : "8080");

/**
 * Host and port of "pi.local:7100", "[fe80::1]:7100" or "192.168.1.20"; the port may be missing. The scheme that
 * marks a Kymata, as in "http://pi.local:8080", stays with the host.
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

/** Host and port as one text, an IPv6 address in brackets. */
export function addressOf(host, port) {
  const plain = host.trim();
  if (isKymata(plain)) {
    return `${plain}:${port}`;
  }
  return plain.includes(":") ? `[${plain}]:${port}` : `${plain}:${port}`;
}

/** A default name for a host: its address, without the characters that names may not have. */
export function nameFor(host) {
  return host.trim().replace(KYMATA, "").replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^-|-$/g, "").slice(0, 64) || "host";
}
