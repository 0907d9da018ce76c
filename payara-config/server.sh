#!/usr/bin/env bash
# Prepares Payara Micro for Kymata and says how it is started: read by ./run, after build.sh.

readonly SERVER="$HOME_DIR/target/payara/server"

# Where Payara Micro's version stands in its jar: the tests' container looks for it there.
readonly VERSION_FILE=MICRO-INF/domain/branding/glassfish-version.properties

# A program of ours beside the server's: quick to start, for it runs for half a second.
readonly TLS_PROGRAM=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx64m
  -cp "$SERVER.app/kymata/WEB-INF/classes:$SERVER/libraries/*")

port="" # HTTP port; "" means: not yet
tls=off # on: the server's listeners speak TLS
tls_listener="" # what makes a listener speak it, in the server's configuration

# --- Ports ----------------------------------------------------------------------------------

# Asks the kernel first: a connection to 127.0.0.1 does not see who listens on another address.
listening() {
  grep -qsiE "^ *[0-9]+: [0-9A-F]+:$(printf '%04X' "$1") [0-9A-F:]+ 0A " /proc/net/tcp /proc/net/tcp6 ||
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Prints the HTTP status of an address, nothing while nobody answers.
status_of() {
  if [ "$tls" = on ]; then
    tls_answer_of "$1" | head -n 1
    return
  fi
  (
    [ -z "${lifeline:-}" ] || exec {lifeline}>&-
    exec 3<>"/dev/tcp/$(reachable "$http_address")/$port" || exit
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
    read -r -t 5 _ status _ <&3 && echo "$status"
  ) 2>/dev/null
}

# Prints the status of an address, then its body. The shell speaks no TLS: a program of ours asks, and
# only once the server's log says that it is worth its half a second.
tls_answer_of() {
  server_is_up && "$jdk/bin/java" "${TLS_PROGRAM[@]}" org.kymata.tls.TlsProbe "$data" \
    "https://$(bracketed "$(reachable "$http_address")"):$port$1" 2>/dev/null
}

# An address of version 6 stands in brackets where a port follows.
bracketed() {
  case "$1" in
    *:*) echo "[$1]" ;;
    *) echo "$1" ;;
  esac
}

# Where this machine reaches itself when it listens at address $1.
reachable() {
  case "$1" in
    "" | 0.0.0.0) echo 127.0.0.1 ;;
    ::) echo ::1 ;;
    *) echo "$1" ;;
  esac
}

# --- Preparation, shared by all starts from this checkout -----------------------------------

# Under a lock: two first starts side by side must not build the same file.
make_ready() {
  if ! mkdir -p "$HOME_DIR/target" 2>/dev/null || [ ! -w "$HOME_DIR/target" ]; then
    if build_needed || [ ! -d "$SERVER.app" ] || preparation_needed; then
      fail "cannot write to $HOME_DIR/target: call ./run --prepare as its owner first, with the same JDK."
    fi
    return
  fi
  lock_preparation
  if build_needed; then build; fi
  make_server_ready
  unlock_preparation
}

lock_preparation() {
  exec 8>"$HOME_DIR/target/.run.lock"
  if command -v flock >/dev/null && ! flock -n 8; then
    echo "Another ./run is preparing Kymata, waiting for it ..."
    run_child flock 8
  fi
}

unlock_preparation() {
  exec 8>&-
}

# For the WAR as it is.
make_server_ready() {
  if [ ! -d "$SERVER.app" ] || [ "$WAR" -nt "$SERVER.app" ]; then unpack_application; fi
  if preparation_needed; then prepare_server; fi
}

preparation_needed() {
  [ "$(cat "$SERVER/.prepared" 2>/dev/null)" != "$(preparation)" ] ||
    [ "$PAYARA_JAR" -nt "$SERVER/.prepared" ]
}

# What the prepared server depends on, beside the jar itself.
preparation() {
  echo "$HOME_DIR $jdk"
  cat "$jdk/release"
  cat "$HOME_DIR"/payara-config/{pre-boot,post-boot,left-out}.txt "$HOME_DIR/payara-config/server.sh" | cksum
  cat "$SERVER.libraries" 2>/dev/null
}

# Takes the WAR apart: what is Kymata's own is deployed as it lies there, and its libraries go to the
# server's class path. There they need no scan for annotations at every start, and their classes
# are in the archive. Jars with pages' files stay: the server serves those from the application.
unpack_application() {
  local new="$SERVER.new" jar
  rm -rf "$new"
  mkdir -p "$new/kymata" "$new/libraries"
  (cd "$new/kymata" && run_child "$jdk/bin/jar" xf "$WAR") || fail "$WAR could not be unpacked"
  for jar in "$new"/kymata/WEB-INF/lib/*.jar; do
    grep -qa META-INF/resources/webjars/ "$jar" || mv "$jar" "$new/libraries/"
  done
  (cd "$new/libraries" && cksum ./*.jar) >"$SERVER.libraries"
  rm -rf "$SERVER.app"
  mv "$new" "$SERVER.app"
  touch "$SERVER.app"
}

# Unpacks Payara Micro and lets it start twice: once to write the boot commands into its
# configuration, once to archive its loaded classes. Both save time at every later start. The
# archive is a gift, not a need: without it Kymata starts all the same.
prepare_server() {
  echo "Preparing the server (once: about a minute) ..."
  rm -rf "$SERVER"
  mkdir -p "$SERVER"
  run_child "$jdk/bin/java" -jar "$PAYARA_JAR" --rootdir "$SERVER" --outputlauncher >"$SERVER/prepare.log" 2>&1
  [ -f "$SERVER/launch-micro.jar" ] || fail "Payara Micro could not be unpacked: see $SERVER/prepare.log"
  cp -Rp "$SERVER.app/libraries" "$SERVER/"
  make_launcher
  ease_keystores
  make_configuration
  train
  preparation >"$SERVER/.prepared"
}

# Payara's own launcher insists on keeping its configuration beside itself, where two instances
# would share it and boot commands would pile up. Ours has the same rights, but leaves --rootdir to
# us; its class path has our libraries and lacks the server's modules that nobody here calls.
# QuestDB needs one export more, and may load its native library.
make_launcher() {
  local libraries
  libraries="$(cd "$SERVER" && echo libraries/*.jar)"
  (
    cd "$SERVER" && "$jdk/bin/jar" xf launch-micro.jar META-INF/MANIFEST.MF &&
      unfold META-INF/MANIFEST.MF | sed -e 's/^Main-Class: .*/Main-Class: fish.payara.micro.impl.PayaraMicroImpl/' \
        -e "s|^Class-Path: |&launch-micro.jar $libraries |" \
        -e 's|^Add-Exports: |&java.base/jdk.internal.math |' \
        -e '1a Enable-Native-Access: ALL-UNNAMED' | leave_out | fold_lines >kymata.mf &&
      "$jdk/bin/jar" xf "$PAYARA_JAR" "$VERSION_FILE" && "$jdk/bin/jar" cfm kymata.jar kymata.mf "$VERSION_FILE"
  ) || fail "the server's launcher could not be written in $SERVER"
}

# A manifest goes on over several lines, each after the first with a space in front.
unfold() {
  awk '{ sub(/\r$/, "") } /^ / { line = line substr($0, 2); next } NR > 1 { print line } { line = $0 } END { print line }' "$1"
}

fold_lines() {
  awk '{ while (length($0) > 70) { print substr($0, 1, 70); $0 = " " substr($0, 71) } print }'
}

# Takes the jars named in left-out.txt out of the class path.
leave_out() {
  awk 'FNR == NR { if ($1 !~ /^#/) out[$1]; next }
    /^Class-Path: / {
      line = $1
      for (i = 2; i <= NF; i++) {
        name = $i; sub(/.*\//, "", name); sub(/-[0-9][0-9.]*\.jar$/, ".jar", name)
        if (!(name in out)) line = line " " $i
      }
      $0 = line
    }
    { print }' "$HOME_DIR/payara-config/left-out.txt" -
}

# The server opens its two stores of certificates at every start, and 10,000 rounds of hashing for
# each entry take half a second. Rounds guard a secret password; that of these is the maker's, known
# to all, and nothing in them is ours. Without it Kymata starts all the same.
ease_keystores() {
  local store rounds=(-J-Dkeystore.pkcs12.{mac,certPbe,keyPbe}IterationCount=1)
  for store in "$SERVER"/config/{keystore,cacerts}.p12; do
    run_child "$jdk/bin/keytool" "${rounds[@]}" -importkeystore -noprompt -deststoretype PKCS12 \
      -srckeystore "$store" -srcstorepass changeit -destkeystore "$store.new" -deststorepass changeit \
      >>"$SERVER/prepare.log" 2>&1 && mv "$store.new" "$store"
  done
}

# The server writes what a boot command changes into its configuration; we keep that.
make_configuration() {
  local root="$SERVER/training/root"
  mkdir -p "$root/tmp"
  cp -R "$SERVER/config" "$SERVER/lib" "$root/"
  server_command "$root"
  command+=(-jar "$SERVER/kymata.jar" --rootdir "$root" --port "$(free_port)" --nohazelcast --disablephonehome
    --prebootcommandfile "$HOME_DIR/payara-config/pre-boot.txt"
    --postbootcommandfile "$HOME_DIR/payara-config/post-boot.txt" --warmup)
  KYMATA_NODE_ADDRESS=127.0.0.1 KYMATA_NODE_PORT="$(free_port)" \
    run_child "${command[@]}" >>"$SERVER/prepare.log" 2>&1
  if grep -q '<application ' "$root/config/domain.xml" || ! grep -q 'name="node-listener"' "$root/config/domain.xml"; then
    fail "the server's configuration could not be written: see $SERVER/prepare.log"
  fi
  open_listeners <"$root/config/domain.xml" >"$SERVER/config/domain.xml"
  rm -rf "$SERVER/training"
}

# Leaves the places of addresses, ports and TLS to be filled in at each start.
open_listeners() {
  sed -E -e '/<network-listener .*name="(http|node)-listener"/ s/ (address|port|enabled)="[^"]*"//g' \
    -e 's/<network-listener (.*name="http-listener")/<network-listener address="@HTTP_ADDRESS@" port="@HTTP_PORT@" \1/' \
    -e 's/<network-listener (.*name="node-listener")/<network-listener address="@NODE_ADDRESS@" port="@NODE_PORT@" enabled="@NODE_ENABLED@" \1/' \
    -e '/<protocol .*name="(http|node)-listener"/ { s/ security-enabled="[^"]*"//; s/<protocol /<protocol security-enabled="@TLS@" / }' \
    -e '/<protocol .*name="(http|node)-listener"/,/<\/protocol>/ { s/ http2-enabled="[^"]*"//; s/<http /<http http2-enabled="false" /; s/<\/protocol>/@TLS_LISTENER@<\/protocol>/; }'
}

# One start and stop with default settings and a throw-away data directory, on free ports. With the
# TCP transport: its library is a large part of what is loaded.
train() {
  local dir="$SERVER/training" mine=$port tcp_port node_port=0 http_address=127.0.0.1 tls=off
  port="$(free_port)"
  tcp_port=$port
  while [ "$tcp_port" = "$port" ]; do tcp_port="$(free_port)"; done
  fresh_root "$dir/root" "$dir"
  server_command "$dir/root"
  if [ "$java" -ge 25 ]; then
    command+=("-XX:AOTCacheOutput=$SERVER/classes")
  else
    command+=("-XX:ArchiveClassesAtExit=$SERVER/classes")
  fi
  server_arguments "$dir/root"
  forget_settings "$dir" timeout 300 "${command[@]}" >>"$SERVER/prepare.log" 2>&1 &
  child=$!
  while kill -0 "$child" 2>/dev/null && [ "$(status_of /health/ready)" != 200 ]; do sleep 0.5; done
  status_of /login >/dev/null
  # The archive is written as the server ends.
  kill "$child" 2>/dev/null
  wait "$child"
  child=""
  rm -rf "$dir"
  port=$mine
}

# From somewhere in the middle: whoever else prepares or tests at this moment looks elsewhere.
free_port() {
  local port first=$((23000 + RANDOM % 8000))
  for port in $(seq "$first" $((first + 100))); do listening "$port" || break; done
  echo "$port"
}

# Runs a command with no setting but the ones a training run needs: it must not touch real data.
forget_settings() {
  local name data_dir=$1
  shift
  for name in "${!KYMATA_@}"; do unset "$name"; done
  export KYMATA_DATA_DIR="$data_dir/data"
  export KYMATA_HTTP_PORT="$port" KYMATA_NODE_PORT=0
  export KYMATA_TCP_PORT="$tcp_port" KYMATA_TCP_ADDRESS=127.0.0.1
  mkdir -p "$KYMATA_DATA_DIR"
  exec "$@"
}

# --- What the server is started with --------------------------------------------------------

# A root directory with an untouched configuration: Payara writes boot commands into it.
fresh_root() {
  local root=$1 logs=$2 logging domain
  rm -rf "$root"
  mkdir -p "$root/tmp" "$logs"
  cp -R "$SERVER/config" "$SERVER/lib" "$SERVER.app/kymata" "$root/"
  logging="$(<"$HOME_DIR/payara-config/logging.properties")"
  printf '%s\n' "${logging//@LOGS@/"$logs"}" >"$root/logging.properties"
  domain="$(<"$SERVER/config/domain.xml")"
  domain="${domain//@HTTP_ADDRESS@/"${http_address:-0.0.0.0}"}"
  domain="${domain//@HTTP_PORT@/"$port"}"
  domain="${domain//@NODE_ADDRESS@/"${node_address:-0.0.0.0}"}"
  domain="${domain//@NODE_PORT@/"$node_port"}"
  domain="${domain//@NODE_ENABLED@/"$([ "$node_port" = 0 ] && echo false || echo true)"}"
  domain="${domain//@TLS@/"$([ "$tls" = on ] && echo true || echo false)"}"
  domain="${domain//@TLS_LISTENER@/"$tls_listener"}"
  printf '%s\n' "$domain" >"$root/config/domain.xml"
}

# Sets command: the JVM and its options. Small and predictable rather than fast at the limit.
server_command() {
  local root=$1
  command=(
    "$jdk/bin/java"
    -Xms64m -Xmx256m
    -XX:MetaspaceSize=128m       # the start needs that much: no full collections on the way there
    -XX:+ExitOnOutOfMemoryError  # a fresh start is safer than a server that lost a thread
    # Mapped where it was made, the class archive is shared and not copied: 60 MB less memory.
    -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0
    # The quick compiler alone: on two cores the other one is still busy with the start when the
    # first minute is over. KYMATA_JAVA_OPTS=-XX:TieredStopAtLevel=4 brings it back.
    -XX:TieredStopAtLevel=1
    -Xlog:disable -Xlog:all=error:stderr # silent about an archive that does not fit
    -Dfile.encoding=UTF-8
    -Djava.awt.headless=true
    "-Djava.io.tmpdir=$root/tmp"
    "-Dfish.payara.micro.BootJar=file:${SERVER// /%20}/launch-micro.jar"
    "-Dfish.payara.micro.UnpackDir=$SERVER"
  )
  # No client makes the server calculate again and again, nor fills its memory with sessions.
  [ "$tls" = off ] || command+=(
    -Djdk.tls.rejectClientInitiatedRenegotiation=true -Djavax.net.ssl.sessionCacheSize=1000
    "-Dkymata.tls.keystore=$data/tls/server.p12"
  )
  case "${KYMATA_JAVA_OPTS:-}" in
    *-XX:+Use*GC*) ;; # two collectors would stop the JVM
    *)
      # What the start left behind is given back: 80 MB. Little lives between young and old here.
      command+=(-XX:+UseSerialGC -Xmn16m -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=15 -XX:-ShrinkHeapInSteps)
      ;;
  esac
}

# Adds the archive of classes, where it could be made.
add_class_archive() {
  local archive=SharedArchiveFile
  [ -f "$SERVER/classes" ] || return 0
  [ "$java" -lt 25 ] || archive=AOTCache
  command+=("-XX:$archive=$SERVER/classes")
}

# Adds what Payara Micro is told.
server_arguments() {
  local root=$1
  command+=(
    -jar "$SERVER/kymata.jar"
    --rootdir "$root"
    --port "$port"
    --nohazelcast       # one instance; a data grid would listen to the network and take 3 s
    --disablephonehome
    --logproperties "$root/logging.properties"
    --deploy "$root/kymata" --contextroot ROOT
  )
}
