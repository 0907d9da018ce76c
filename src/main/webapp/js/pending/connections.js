// The addresses to which a node without a token can send.

/**
 * The connections that need no token, as a node on this network reaches them.
 *
 * @param {{protocol: string, hostname: string, port: string, path: string}} place of this page; `path`
 *     ends with a slash
 * @param {{node?: number, tcp?: number}} ports as the hub says; 0 when a transport is off
 * @returns {{transport: string, address: string|null}[]} `address` is null when the transport is off
 */
export function connectionsWithoutToken({ protocol, hostname, port, path }, { node = 8001, tcp = 7000 } = {}) {
  const http = port ? `${hostname}:${port}` : hostname;
  return [
    { transport: "get", address: `${protocol}//${http}${path}luminosity/512` },
    { transport: "node-ws", address: node === 0 ? null : `ws://${hostname}:${node}/` },
    { transport: "tcp", address: tcp === 0 ? null : `${hostname}:${tcp}` },
  ];
}
