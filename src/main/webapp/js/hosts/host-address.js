// Addresses as people type them, and as the hub takes them. Nothing here touches the page.

/** Host and port of "pi.local:7100", "[fe80::1]:7100" or "192.168.1.20"; the port may be missing. */
export function splitAddress(text) {
  const given = text.trim().replace(/^[a-z]+:\/\//i, "").replace(/\/+$/, "");
  const [, bracketed, port] = /^\[(.+)\](?::(\d+))?$/.exec(given) ?? [];
  if (bracketed) {
    return [bracketed, port];
  }
  const [, host, after] = /^([^:]+):(\d+)$/.exec(given) ?? [];
  return host ? [host, after] : [given, undefined];
}

/** The two as one text, an IPv6 address in brackets. */
export function addressOf(host, port) {
  const plain = host.trim();
  return plain.includes(":") ? `[${plain}]:${port}` : `${plain}:${port}`;
}

/** A name for a host that was given none: its address, as far as names may have it. */
export function nameFor(host) {
  return host.trim().replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^-|-$/g, "").slice(0, 64) || "host";
}
