#!/usr/bin/env bash
# Finds the tools and builds the WAR: read by ./run and ./test, which set HOME_DIR.

readonly WAR="$HOME_DIR/target/kymata.war"
readonly PAYARA_JAR="$HOME_DIR/target/payara/payara-micro.jar"
readonly BUILD_LOG="$HOME_DIR/target/build.log"
readonly NEWEST_JAVA=25

# Set as the start goes on; "" means: not yet.
jdk=""   # home of the JDK
java=0   # its major version
child="" # build or training run under way

fail() {
  printf 'Kymata: %s\n' "$*" >&2
  exit 1
}

# --- JDK and Maven --------------------------------------------------------------------------

# Sets jdk and java: JAVA_HOME, then the java on PATH, then those in /usr/lib/jvm.
find_jdk() {
  local candidate on_path
  on_path="$(readlink -f "$(command -v javac || command -v java || true)" 2>/dev/null)"
  for candidate in "${JAVA_HOME:-}" "${on_path%/bin/*}" /usr/lib/jvm/*; do
    if take_jdk "$candidate" 17; then return 0; fi
  done
  return 1
}

# For running, a newer JDK where nobody chose one: with 25 the start takes two thirds of the time.
prefer_newest_jdk() {
  local candidate
  for candidate in /usr/lib/jvm/*; do take_jdk "$candidate" $((java + 1)); done
}

# Takes this JDK if it is at least of that version, and none that we never ran on.
take_jdk() {
  local version
  if [ -z "$1" ] || [ ! -x "$1/bin/javac" ]; then return 1; fi
  version="$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)"
  if [ "${version:-0}" -lt "$2" ] || [ "$version" -gt "$NEWEST_JAVA" ]; then return 1; fi
  jdk="$1" java="$version"
}

# Prints the Maven to use: the wrapper, or the system's where the wrapper cannot be fetched.
find_maven() {
  if "$HOME_DIR/mvnw" --version >/dev/null 2>&1; then
    echo "$HOME_DIR/mvnw"
  else
    command -v mvn
  fi
}

# Why there is no Maven, in the wrapper's own words.
maven_missing() {
  local reason
  reason="$("$HOME_DIR/mvnw" --version 2>&1 | grep -vE '^\s+at |^$' | tail -n 3)"
  echo "Maven is not installed, and the wrapper could not fetch it: $reason"
}

# --- The build ------------------------------------------------------------------------------

build_needed() {
  [ ! -f "$WAR" ] || [ ! -f "$PAYARA_JAR" ] ||
    [ -n "$(find "$HOME_DIR/pom.xml" "$HOME_DIR/src/main" "$HOME_DIR/src/build" -newer "$WAR" 2>/dev/null | head -n 1)" ]
}

build() {
  local maven
  echo "Building Kymata (first time: a few minutes) ..."
  maven="$(find_maven)" || fail "$(maven_missing)"
  cd "$HOME_DIR" || exit 1
  if ! run_child "$maven" -B -ntp package -Dmaven.test.skip=true -Dspotless.check.skip >"$BUILD_LOG" 2>&1; then
    tail -n 30 "$BUILD_LOG" >&2
    fail "the build failed; all of it is in $BUILD_LOG"
  fi
  touch "$WAR" # Maven leaves an unchanged file alone, and it would look outdated for ever
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
