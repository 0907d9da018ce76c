"""What this machine is and how busy it is, and what a process takes of it (Linux)."""

import os
import socket
import subprocess

TICKS = os.sysconf("SC_CLK_TCK")


def describe():
    """One line on the machine."""
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), os.uname().machine)
    memory = int(open("/proc/meminfo").readline().split()[1]) / 1024 / 1024
    return f"{os.cpu_count()} cores of {model}, {memory:.0f} GiB, Linux {os.uname().release.split('-')[0]}"


def load():
    """The load averages, as one text."""
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


def commit(root):
    """The commit that is measured; with + when files differ from it."""
    def git(*words):
        return subprocess.run(["git", "-C", root, *words], capture_output=True, text=True).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src", "payara-config", "run", "pom.xml")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def jdk_of(pid):
    """The version of the Java that a process runs on."""
    home = os.path.dirname(os.path.dirname(os.path.realpath(f"/proc/{pid}/exe")))
    with open(os.path.join(home, "release")) as release:
        return next(line.split("=")[1].strip().strip('"') for line in release if line.startswith("JAVA_VERSION="))


def jdk_home(pid):
    """Where the Java is that a process runs on."""
    return os.path.dirname(os.path.dirname(os.path.realpath(f"/proc/{pid}/exe")))


def tree(pid):
    """A process and all below it."""
    found = [pid]
    for each in found:
        try:
            for task in os.listdir(f"/proc/{each}/task"):
                with open(f"/proc/{each}/task/{task}/children") as children:
                    found += [int(child) for child in children.read().split()]
        except OSError:
            pass
    return found


def resident_mb(pid):
    """Resident memory of a process and all below it, in MiB."""
    pages = 0
    for each in tree(pid):
        try:
            with open(f"/proc/{each}/statm") as statm:
                pages += int(statm.read().split()[1])
        except OSError:
            pass
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def own_mb(pid):
    """Resident memory of one process in MiB, without the files that it has mapped: those the kernel can take back."""
    return status(pid, "RssAnon") / 1024


def status(pid, name):
    """A number of /proc/PID/status, such as Threads or, in KiB, RssAnon."""
    with open(f"/proc/{pid}/status") as lines:
        found = next((int(line.split()[1]) for line in lines if line.startswith(name + ":")), None)
    if found is None:
        raise ProcessLookupError(f"process {pid} has ended")
    return found


def free_ports(count=1):
    """The first of so many ports in a row that nobody listens on."""
    for first in range(25100 + os.getpid() % 400 * 10, 32000, count):
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise RuntimeError("no free ports between 25100 and 32000")


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
            return True
        except OSError:
            return False


def listens(port):
    """Whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
