#!/usr/bin/env bash
# Builds Kymata and prepares Payara Micro for it: read by ./run and ./test, which set HOME_DIR.

readonly WAR="$HOME_DIR/target/kymata.war"
readonly PAYARA_JAR="$HOME_DIR/target/payara/payara-micro.jar"
readonly SERVER="$HOME_DIR/target/payara/server"
readonly BUILD_LOG="$HOME_DIR/target/build.log"

# Set as the start goes on; "" means: not yet.
jdk=""      # home of the JDK
java=0      # its major version
port=""     # HTTP port
node_port=0 # port of the WebSocket of nodes; 0 is none
child=""    # build or training run under way

fail() {
  printf 'Kymata: %s\n' "$*" >&2
  exit 1
}

# --- JDK, Maven, ports ----------------------------------------------------------------------

# Sets jdk and java: JAVA_HOME, then the java on PATH, then /usr/lib/jvm, newest last.
find_jdk() {
  local candidate on_path
  on_path="$(readlink -f "$(command -v javac || command -v java || true)" 2>/dev/null)"
  for candidate in "${JAVA_HOME:-}" "${on_path%/bin/*}" /usr/lib/jvm/*; do
    if [ -z "$candidate" ] || [ ! -x "$candidate/bin/javac" ]; then continue; fi
    java="$("$candidate/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')"
    [ "${java:-0}" -ge 17 ] || continue
    jdk="$candidate"
    export JAVA_HOME="$jdk"
    return 0
  done
  return 1
}

# Prints the Maven to use: the wrapper, or the system's where the wrapper cannot be fetched.
find_maven() {
  if "$HOME_DIR/mvnw" --version >/dev/null 2>&1; then
    echo "$HOME_DIR/mvnw"
  else
    command -v mvn
  fi
}

# Asks the kernel first: a connection to 127.0.0.1 does not see who listens on another address.
listening() {
  grep -qsiE "^ *[0-9]+: [0-9A-F]+:$(printf '%04X' "$port") [0-9A-F:]+ 0A " /proc/net/tcp /proc/net/tcp6 ||
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

# Whether address $1 cannot listen on port $2, since somebody does. Another address may.
taken() {
  local port=$2
  case "$1" in
    0.0.0.0 | ::) listening ;;
    *) listening && (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null ;;
  esac
}

# --- Build and preparation, shared by all starts from this checkout -------------------------

# Under a lock: two first starts side by side must not build the same file.
make_ready() {
  if ! mkdir -p "$HOME_DIR/target" 2>/dev/null || [ ! -w "$HOME_DIR/target" ]; then
    if build_needed || preparation_needed; then
      fail "cannot write to $HOME_DIR/target: call ./run --prepare as its owner first, with the same JDK."
    fi
    return
  fi
  exec 8>"$HOME_DIR/target/.run.lock"
  if command -v flock >/dev/null && ! flock -n 8; then
    echo "Another ./run is preparing Kymata, waiting for it ..."
    run_child flock 8
  fi
  if build_needed; then build; fi
  if preparation_needed; then prepare_server; fi
  exec 8>&-
}

build_needed() {
  [ ! -f "$WAR" ] || [ ! -f "$PAYARA_JAR" ] ||
    [ -n "$(find "$HOME_DIR/pom.xml" "$HOME_DIR/src/main" -newer "$WAR" 2>/dev/null | head -n 1)" ]
}

build() {
  local maven
  echo "Building Kymata (first time: a few minutes) ..."
  maven="$(find_maven)" || fail "Maven could not be fetched and none is installed: connect to the internet or install maven."
  cd "$HOME_DIR" || exit 1
  if ! run_child "$maven" -B -ntp package -Dmaven.test.skip=true -Dspotless.check.skip >"$BUILD_LOG" 2>&1; then
    tail -n 30 "$BUILD_LOG" >&2
    fail "the build failed; all of it is in $BUILD_LOG"
  fi
  touch "$WAR" # Maven leaves an unchanged file alone, and it would look outdated for ever
}

preparation_needed() {
  [ "$(cat "$SERVER/.prepared" 2>/dev/null)" != "$(preparation)" ] ||
    [ "$PAYARA_JAR" -nt "$SERVER/.prepared" ]
}

# What the prepared server depends on, beside the jar itself.
preparation() {
  echo "$HOME_DIR $("$jdk/bin/java" -version 2>&1 | tr '\n' ' ')"
}

# Unpacks Payara Micro and lets it start once to archive its loaded classes: both save time at
# every later start. The archive is a gift, not a need: without it Kymata starts all the same.
prepare_server() {
  echo "Preparing the server (once: about a minute) ..."
  rm -rf "$SERVER"
  mkdir -p "$SERVER"
  run_child "$jdk/bin/java" -jar "$PAYARA_JAR" --rootdir "$SERVER" --outputlauncher >"$SERVER/prepare.log" 2>&1
  [ -f "$SERVER/launch-micro.jar" ] || fail "Payara Micro could not be unpacked: see $SERVER/prepare.log"
  make_launcher
  train
  preparation >"$SERVER/.prepared"
}

# Payara's own launcher insists on keeping its configuration beside itself, where two instances
# would share it and boot commands would pile up. Ours has the same class path and rights, but
# leaves --rootdir to us. QuestDB needs one export more, and may load its native library.
make_launcher() {
  (
    cd "$SERVER" && "$jdk/bin/jar" xf launch-micro.jar META-INF/MANIFEST.MF &&
      sed -e 's/^Main-Class: .*/Main-Class: fish.payara.micro.impl.PayaraMicroImpl/' \
        -e 's/^Class-Path: /&launch-micro.jar /' \
        -e 's|^Add-Exports: |&java.base/jdk.internal.math |' \
        -e '1a Enable-Native-Access: ALL-UNNAMED' META-INF/MANIFEST.MF >kymata.mf &&
      "$jdk/bin/jar" cfm kymata.jar kymata.mf
  ) || fail "the server's launcher could not be written in $SERVER"
}

# One start and stop with default settings and a throw-away data directory, on a free port.
train() {
  local dir="$SERVER/training" mine=$port node_port=0
  for port in $(seq 28080 28180); do listening || break; done
  fresh_root "$dir/root" "$dir"
  server_command "$dir/root"
  if [ "$java" -ge 25 ]; then
    command+=("-XX:AOTCacheOutput=$SERVER/classes")
  else
    command+=("-XX:ArchiveClassesAtExit=$SERVER/classes")
  fi
  server_arguments "$dir/root"
  run_child forget_settings "$dir" timeout 300 "${command[@]}" --warmup >>"$SERVER/prepare.log" 2>&1 || rm -f "$SERVER/classes"
  rm -rf "$dir"
  port=$mine
}

# Runs a command with no setting but the ones a training run needs: it must not touch real data.
forget_settings() {
  local name data_dir=$1
  shift
  for name in "${!KYMATA_@}"; do unset "$name"; done
  export KYMATA_DATA_DIR="$data_dir/data" KYMATA_ADMIN_PASSWORD=training
  export KYMATA_HTTP_PORT="$port" KYMATA_NODE_PORT=0 KYMATA_TCP_PORT=0
  mkdir -p "$KYMATA_DATA_DIR"
  exec "$@"
}

# Runs in the background and waits, so that a signal is answered at once.
run_child() {
  "$@" &
  child=$!
  wait "$child"
  local code=$?
  child=""
  return "$code"
}

# --- What the server is started with --------------------------------------------------------

# A root directory with an untouched configuration: Payara writes boot commands into it.
fresh_root() {
  local root=$1 logs=$2 logging
  rm -rf "$root"
  mkdir -p "$root/tmp" "$logs"
  cp -R "$SERVER/config" "$SERVER/lib" "$root/"
  logging="$(<"$HOME_DIR/payara-config/logging.properties")"
  printf '%s\n' "${logging//@LOGS@/"$logs"}" >"$root/logging.properties"
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
    -Xlog:disable -Xlog:all=error:stderr # silent about an archive that does not fit
    -Dfile.encoding=UTF-8
    -Djava.awt.headless=true
    "-Djava.io.tmpdir=$root/tmp"
    "-Dfish.payara.micro.BootJar=file:${SERVER// /%20}/launch-micro.jar"
    "-Dfish.payara.micro.UnpackDir=$SERVER"
  )
  case "${KYMATA_JAVA_OPTS:-}" in
    *-XX:+Use*GC*) ;; # two collectors would stop the JVM
    *) command+=(-XX:+UseSerialGC) ;;
  esac
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
    --prebootcommandfile "$HOME_DIR/payara-config/pre-boot.txt"
    --deploy "$WAR" --contextroot ROOT
  )
  if [ "$node_port" != 0 ]; then
    command+=(--postbootcommandfile "$HOME_DIR/payara-config/post-boot.txt")
  fi
}
