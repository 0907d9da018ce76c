// How a node gets into the waiting list: the doors that need no token, with their addresses.

/**
 * The doors as a node on this network reaches them.
 *
 * @param {{protocol: string, hostname: string, port: string, path: string}} place of this page; `path`
 *     ends with a slash
 * @param {{node?: number, tcp?: number}} ports as the hub says; 0 when a door is off
 * @returns {{door: string, address: string|null}[]} `address` is null when the door is off
 */
export function openDoors({ protocol, hostname, port, path }, { node = 8001, tcp = 7000 } = {}) {
  const http = port ? `${hostname}:${port}` : hostname;
  return [
    { door: "get", address: `${protocol}//${http}${path}luminosity/512` },
    { door: "node-ws", address: node === 0 ? null : `ws://${hostname}:${node}/` },
    { door: "tcp", address: tcp === 0 ? null : `${hostname}:${tcp}` },
  ];
}
