"""What the agent costs: cost.py AGENT [SECONDS [none|top|all [OPTION…]]]

Plays the hub at 1 s, acknowledges as a hub does, and prints memory, CPU time (that of the
scheduler, which counts nanoseconds) and bytes on the wire.
"""

import json
import socket
import subprocess
import sys
import time


def status(pid, name):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(line.split()[1] for line in file if line.startswith(name))


def cpu_seconds(pid):
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
        return int(file.read().split()[0]) / 1e9


def main():
    program, seconds, show = (sys.argv[1:] + [None, "120", "none"][len(sys.argv) - 1 :])[:3]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    agent = subprocess.Popen(
        [program, "--listen", str(port), *sys.argv[4:]], stderr=subprocess.PIPE
    )
    agent.stderr.readline()
    hub = socket.create_connection(("127.0.0.1", port))
    lines = hub.makefile("rb")

    def send(**line):
        hub.sendall(json.dumps(line).encode() + b"\n")

    send(type="hello", hub="kymata/cost")
    lines.readline()
    send(type="welcome", node="n", **{"from": 0}, intervalMillis=1000, running=True)
    send(type="processes", show=show)
    received, samples = 0, 0
    started, before = time.monotonic(), cpu_seconds(agent.pid)
    while time.monotonic() - started < float(seconds):
        line = lines.readline()
        received += len(line)
        sample = json.loads(line)
        if sample["type"] == "sample":
            samples += 1
            if samples % 5 == 0:
                send(type="ack", seq=sample["seq"])
    elapsed = time.monotonic() - started
    used = cpu_seconds(agent.pid) - before
    print(
        f"processes {show}: {samples} samples in {elapsed:.0f} s, "
        f"CPU {used * 100 / elapsed:.3f} % of a core, "
        f"VmRSS {status(agent.pid, 'VmRSS')} kB (anonymous {status(agent.pid, 'RssAnon')} kB), "
        f"{received * 60 / elapsed / 1000:.1f} kB/min"
    )
    agent.terminate()
    agent.wait()


if __name__ == "__main__":
    main()
