#!/usr/bin/env bash
# The ports that Kymata listens on: read by ./run, after server.sh.

# Set by read_ports.
http_address="" # of this machine, for the web interface
node_port=0     # of the WebSocket of nodes; 0 is none
node_address=""
tcp_port=0      # of raw TCP; 0 is none
tcp_address=""
scheme=http     # of the web interface's address
fingerprint=""  # of the local authority, where its certificate is used

read_ports() {
  port="$(port_setting KYMATA_HTTP_PORT 8080 1)" || exit 1
  node_port="$(port_setting KYMATA_NODE_PORT 8001 0)" || exit 1
  tcp_port="$(port_setting KYMATA_TCP_PORT 7000 0)" || exit 1
  http_address="$(address_setting KYMATA_HTTP_ADDRESS)" || exit 1
  node_address="$(address_setting KYMATA_NODE_ADDRESS)" || exit 1
  tcp_address="$(address_setting KYMATA_TCP_ADDRESS)" || exit 1
  refuse_same KYMATA_NODE_PORT "$node_port" KYMATA_HTTP_PORT "$port"
  refuse_same KYMATA_TCP_PORT "$tcp_port" KYMATA_HTTP_PORT "$port"
  refuse_same KYMATA_TCP_PORT "$tcp_port" KYMATA_NODE_PORT "$node_port"
  export KYMATA_HTTP_PORT="$port"
  tls="${KYMATA_TLS:-off}"
  case "$tls" in
    on) scheme=https ;;
    off) ;;
    *) fail "KYMATA_TLS is '$tls'; it must be on or off." ;;
  esac
  export KYMATA_TLS="$tls"
}

# Prints the port in setting $1, $2 when it is not set; $3 is the smallest that is allowed.
port_setting() {
  local value="${!1:-$2}"
  if ! [[ $value =~ ^(0|[1-9][0-9]{0,4})$ ]] || [ "$value" -gt 65535 ] || [ "$value" -lt "$3" ]; then
    fail "$1 is '$value'; a port is a number from 1 to 65535$([ "$3" != 0 ] || echo ", and 0 is none")."
  fi
  echo "$value"
}

address_setting() {
  local value="${!1:-0.0.0.0}"
  if ! [[ $value =~ ^[0-9A-Fa-f:.]+$ ]]; then
    fail "$1 is '$value'; it must be an address of this machine in digits, such as 192.168.1.10."
  fi
  echo "$value"
}

refuse_same() {
  if [ "$2" != 0 ] && [ "$2" = "$4" ]; then
    fail "$1 and $3 are both $2; each needs a port of its own."
  fi
}

# Checks the certificate that was given, or makes one for this machine where it must.
prepare_tls() {
  local name value told
  [ "$tls" = on ] || return
  told="$(umask 077 && "$jdk/bin/java" "${TLS_PROGRAM[@]}" org.kymata.tls.PrepareTls "$data" 2>&1)" ||
    fail "TLS cannot be served: $told"
  while read -r name value; do
    case "$name" in
      listener) tls_listener="$value" ;;
      fingerprint) fingerprint="$value" ;;
    esac
  done <<<"$told"
}

# Whether address $1 cannot listen on port $2, since a program does. Another address may.
taken() {
  case "$1" in
    0.0.0.0 | ::) listening "$2" ;;
    *) listening "$2" && (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null ;;
  esac
}

# Two hubs cannot share the port of the pages. A second hub goes without the other ports: better one
# transport less than no hub.
leave_taken_ports() {
  if [ "$node_port" != 0 ] && taken "$node_address" "$node_port"; then
    say_taken "$node_port" "WebSocket of nodes" KYMATA_NODE_PORT
    node_port=0
  fi
  if [ "$tcp_port" != 0 ] && taken "$tcp_address" "$tcp_port"; then
    say_taken "$tcp_port" "raw TCP transport" KYMATA_TCP_PORT
    tcp_port=0
  fi
  export KYMATA_NODE_PORT="$node_port" KYMATA_TCP_PORT="$tcp_port" KYMATA_TCP_ADDRESS="$tcp_address"
}

say_taken() {
  echo "Port $1 is taken: Kymata runs without the $2 ($3 chooses another port, 0 none)."
}
