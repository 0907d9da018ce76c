"""The load generator (bench/load), compiled when needed."""

import glob
import json
import os
import shutil
import subprocess

from . import processes

CLASSES = os.path.join(processes.WORK, "classes")
# Small and with a collector that stops seldom: its pauses are in the latencies.
OPTIONS = ["-XX:+UseSerialGC", "-Xms256m", "-Xmx1g"]


def java(tool="java"):
    """A tool of the JDK."""
    home = os.environ.get("JAVA_HOME")
    found = os.path.join(home, "bin", tool) if home else shutil.which(tool)
    if not found or not os.path.exists(found):
        processes.fail("the benchmark needs a JDK, version 17 or newer: install one or set JAVA_HOME.")
    return found


def compile_if_needed():
    """Compiles bench/load when a source is newer than its classes."""
    sources = glob.glob(os.path.join(processes.BENCH, "load", "*.java"))
    stamp = os.path.join(CLASSES, ".compiled")
    if os.path.exists(stamp) and os.path.getmtime(stamp) > max(map(os.path.getmtime, sources)):
        return
    os.makedirs(CLASSES, exist_ok=True)
    subprocess.run([java("javac"), "--release", "17", "-d", CLASSES, *sources], check=True)
    open(stamp, "w").close()


def run(program, mode=None, patience=300, **options):
    """Runs one of its programs (Load, Fetch, Mixed); gives what it reports."""
    compile_if_needed()
    command = [java(), *OPTIONS, "-cp", CLASSES, program] + ([mode] if mode else [])
    for name, value in options.items():
        command += ["--" + name.replace("_", "-"), str(value)]
    errors = os.path.join(processes.WORK, "generator.err")
    output = os.path.join(processes.WORK, "generator.out")
    for each in (errors, output):
        open(each, "w").close()
    child = processes.start(["bash", "-c", 'exec "${@:2}" 2>"$1"', "bash", errors, *command], output)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        processes.end(child, 5)
        raise RuntimeError(f"the generator did not end within {patience} s") from None
    processes.end(child)
    lines = [line for line in open(output) if line.startswith("{")]
    words = processes.tail(errors)
    if not lines:
        raise RuntimeError(f"the generator failed: {words}")
    report = json.loads(lines[-1])
    if words:
        report["said"] = words[:300]
    return report


def run_file(source, heap, *words):
    """Runs a program of one source file of bench/, which prints by itself; gives its exit code."""
    command = [java(), "-XX:+UseSerialGC", "-Xmx" + heap, os.path.join(processes.BENCH, source), *map(str, words)]
    return processes.end_of(processes.start(command, None))
