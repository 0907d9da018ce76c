"""Programs that a benchmark starts: each ends with it, however it ends."""

import atexit
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BENCH = os.path.join(ROOT, "bench")
WORK = os.path.join(ROOT, "target", "bench")

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_running = []


def fail(words):
    """Ends the benchmark with one line."""
    sys.exit(f"Kymata: {words}")


def guard():
    """Makes a signal end the benchmark in the usual way, so that what it started ends first."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    atexit.register(end_all)


def start(command, log, env=None, cwd=ROOT):
    """Starts a program in a session of its own; `log` is the file that takes what it prints, None for our own output."""

    def with_us():
        # Killed, we cannot end it: then the kernel does.
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

    with open(log, "ab") if log else contextlib.nullcontext() as out:
        program = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            start_new_session=True,
            preexec_fn=with_us,
        )
    _running.append(program)
    return program


def end(program, patience=40):
    """Ends a program, and kills it when it does not; returns its exit code."""
    if program.poll() is None:
        program.terminate()
        try:
            program.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()
    if program in _running:
        _running.remove(program)
    return program.returncode


def end_of(program):
    """Waits until a program ends by itself; gives its exit code."""
    program.wait()
    return end(program)


def end_all():
    """Ends whatever still runs."""
    for program in list(_running):
        end(program)


def wait_for(what, condition, seconds, program=None):
    """Waits for a condition; fails when it does not come, or the program ends before."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        if program and program.poll() is not None:
            raise RuntimeError(f"{what} ended with {program.returncode}")
        time.sleep(0.05)
    raise RuntimeError(f"{what} was not ready within {seconds} s")


def tail(path, lines=5):
    """The last lines of a file, as one."""
    try:
        with open(path, errors="replace") as file:
            return " | ".join(line.strip() for line in file.readlines()[-lines:])
    except OSError:
        return ""
