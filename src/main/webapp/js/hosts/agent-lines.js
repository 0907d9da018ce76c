// The lines that a person pastes on the host to start its agent (firmware/linux-agent).

/** Builds it; needs a C compiler and make. */
export const BUILD = "make -C firmware/linux-agent";

/** The agent listens for the hub, and accepts only connections with the key. */
export const LISTEN = `(umask 077; head -c 18 /dev/urandom | base64 > kymata.key)
cat kymata.key
firmware/linux-agent/build/kymata-agent --listen 7100 --key-file kymata.key`;

/** The agent connects to the hub's TCP port by itself. */
export function connectLines(host, port, token) {
  return `(umask 077; echo '${token}' > kymata.token)
firmware/linux-agent/build/kymata-agent --connect ${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port} --token-file kymata.token`;
}
