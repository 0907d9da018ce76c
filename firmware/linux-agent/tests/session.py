"""Drives the agent itself over a socket, both ways round: session.py AGENT [ANOTHER-BUILD…]

Needs nothing but Python's standard library. Waits for what must come, and for nothing else.
"""

import concurrent.futures
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE = 15  # seconds until something that must come counts as missing


class Hub:
    """The hub's end of a connection: lines as objects."""

    def __init__(self, connection):
        self.socket = connection
        self.socket.settimeout(PATIENCE)
        self.rest = b""

    def send(self, **line):
        self.send_raw(json.dumps(line).encode() + b"\n")

    def send_raw(self, line):
        self.socket.sendall(line)

    def line(self):
        while b"\n" not in self.rest:
            received = self.socket.recv(65536)
            if not received:
                raise EOFError("the agent closed the connection")
            self.rest += received
        line, self.rest = self.rest.split(b"\n", 1)
        assert len(line) < 65536
        return json.loads(line)

    def next(self, *types):
        """The next line of one of these types."""
        while True:
            line = self.line()
            if line["type"] in types:
                return line

    def welcome(self, first=0, running=True):
        self.send(
            type="welcome", node="k3j2h1", **{"from": first}, intervalMillis=1000, running=running
        )

    def is_closed(self):
        with contextlib.suppress(ConnectionResetError):
            while self.socket.recv(65536):
                pass
        return True

    def is_silent_for(self, seconds):
        """Whether not a single byte comes: the one thing that only time can show."""
        assert self.rest == b""
        self.socket.settimeout(seconds)
        try:
            return not self.socket.recv(1)
        except socket.timeout:
            return True
        finally:
            self.socket.settimeout(PATIENCE)

    def close(self):
        # A child that another test is just starting may still hold the socket: closing alone would
        # not end it.
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


class Agent:
    """A running agent; ends with the with statement, and must end well."""

    def __init__(self, program, *options):
        self.process = subprocess.Popen([program, *options], stderr=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        noise = self.process.stderr.read().decode()
        self.process.stderr.close()
        if failure is None:
            assert status == 0, f"the agent ended with {status}: {noise}"
            assert "ERROR" not in noise, noise
        else:
            print(noise, file=sys.stderr)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connect(port):
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return Hub(socket.create_connection(("127.0.0.1", port), PATIENCE))
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def greet(port, **hello):
    hub = connect(port)
    hub.send(type="hello", hub="kymata/test", **hello)
    return hub, hub.line()


def secret_file(directory, text, mode=0o600):
    path = os.path.join(directory, "secret")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    os.chmod(path, mode)
    return path


def listening(program):
    port = free_port()
    with Agent(program, "--listen", str(port)) as agent:
        hub, hello = greet(port)
        assert hello["type"] == "hello" and hello["next"] == 1 and len(hello["id"]) == 32, hello
        hub.welcome()
        facts = hub.line()
        assert (
            facts["type"] == "facts" and facts["os"]["kernel"] and facts["cpu"]["cores"] > 0
        ), facts
        sample = hub.next("sample")
        assert sample["seq"] == 1 and sample["full"] is True
        assert abs(sample["time"] / 1000 - time.time()) < 5
        assert 0 <= sample["metrics"]["cpu"] <= 100
        assert sample["metrics"]["memory/total"] > 0 and sample["metrics"]["processes"] > 1
        later = hub.next("sample")
        assert later["seq"] == 2 and "full" not in later and "memory/total" not in later["metrics"]
        assert abs(later["time"] - sample["time"] - 1000) < 500, "a second lies between"

        # A second hub is told so, and the first one goes on.
        other, answer = greet(port)
        assert answer == {"type": "error", "error": "another hub is connected"}, answer
        assert other.is_closed()
        assert hub.next("sample")["seq"] == 3

        # The process table, with ourselves in it, and no secret.
        with subprocess.Popen(
            ["sh", "-c", "read x", "x", "--token", "sesame"], stdin=subprocess.PIPE
        ) as other:
            hub.send(type="processes", show="all")
            hub.next("processes")
            rows, more = [], True
            table = hub.next("processes")
            while more:
                rows += table["processes"]
                more = table.get("more", False)
                table = hub.next("processes") if more else table
            ours = [row for row in rows if row["pid"] == agent.process.pid]
            assert ours and ours[0]["command"].startswith(program), ours
            assert (
                ours[0]["cpuPercent"] < 100
                and ours[0]["memoryBytes"] > 0
                and ours[0]["threads"] >= 1
            )
            assert abs(ours[0]["startTime"] / 1000 - time.time()) < 60
            assert len(rows) == len({row["pid"] for row in rows})
            assert abs(table["total"] - len(rows)) < 5
            theirs = [row["command"] for row in rows if row["pid"] == other.pid]
            assert theirs == ["sh -c read x x --token ***"], theirs
            other.stdin.close()
        hub.send(type="processes", show="none")

        # Bad lines are answered, one by one, and the connection stays.
        for line in (
            b"{",
            b"\xff\xfe",
            b'{"type":"fly"}',
            b"x" * 10000,
            b'{"type":"interval","millis":5}',
        ):
            hub.send_raw(line + b"\r\n")
            assert hub.next("error")["error"]
        hub.send_raw(b"\n\r\n")
        hub.send(type="ping")
        hub.next("pong")

        # Half a line, and the other half later.
        hub.send_raw(b'{"type":"pi')
        hub.next("sample")
        hub.send_raw(b'ng"}\n')
        hub.next("pong")

        # Stop: not a byte, but pings are answered. Start: everything anew.
        hub.send(type="stop")
        hub.send(type="ping")
        hub.next("pong")
        assert hub.is_silent_for(3), "bytes flow although it was stopped"
        hub.send(type="ping")
        assert hub.line() == {"type": "pong"}
        hub.send(type="start")
        assert hub.line()["type"] == "facts"
        assert hub.next("sample")["full"] is True

        # The interval.
        hub.send(type="interval", millis=2000)
        first = hub.next("sample")
        second = hub.next("sample")
        assert abs(second["time"] - first["time"] - 2000) < 700, (first["time"], second["time"])
        hub.close()

        # A hub that vanished comes back and misses nothing.
        hub, hello = greet(port)
        assert hello["next"] > second["seq"] and hello["run"]
        hub.welcome(first=second["seq"] + 1)
        assert hub.next("sample")["seq"] == second["seq"] + 1
        hub.close()


def stopped_while_away(program):
    """What it was told holds without a connection: a stopped agent takes no samples."""
    port = free_port()
    with Agent(program, "--listen", str(port)):
        hub, hello = greet(port)
        hub.welcome(running=False)
        hub.send(type="ping")
        assert hub.line() == {"type": "pong"}
        hub.close()
        hub, again = greet(port)
        assert again["next"] == hello["next"] == 1
        hub.welcome()
        assert hub.next("sample")["seq"] == 1
        hub.close()


def key(program):
    port = free_port()
    with tempfile.TemporaryDirectory() as directory:
        path = secret_file(directory, "open sesame")
        with Agent(program, "--listen", f"127.0.0.1:{port}", "--key-file", path):
            for hello, error in (
                ({}, "this agent wants a key"),
                ({"key": "open sesam"}, "wrong key"),
            ):
                hub, answer = greet(port, **hello)
                assert answer == {"type": "error", "error": error}, answer
                assert hub.is_closed()
            hub = connect(port)
            hub.send_raw(b"GET / HTTP/1.1\r\n\r\n")
            assert "first line" in hub.line()["error"]
            hub.close()
            silent = [
                connect(port) for _ in range(6)
            ]  # more than may wait: they do not keep a hub out
            hub, answer = greet(port, key="open sesame")
            assert answer["type"] == "hello", answer
            hub.close()
            for connection in silent:
                connection.close()


def dialling(program):
    with tempfile.TemporaryDirectory() as directory, socket.create_server(
        ("127.0.0.1", 0)
    ) as server:
        server.settimeout(PATIENCE)
        port = server.getsockname()[1]
        path = secret_file(directory, "kym_sesame")
        with Agent(
            program, "--connect", f"localhost:{port}", "--token-file", path, "--name", "pi-7"
        ):
            hub = Hub(server.accept()[0])
            hello = hub.line()
            assert hello["token"] == "kym_sesame" and hello["host"] == "pi-7", hello
            hub.welcome()
            for _ in range(2):
                sample = hub.next("sample")
            hub.send(type="ack", seq=sample["seq"] - 1)
            hub.close()

            # Refused once; it comes again. Then the break is bridged without a gap.
            hub = Hub(server.accept()[0])
            hub.line()
            hub.send(type="error", error="unknown token")
            assert hub.is_closed()
            hub.close()
            hub = Hub(server.accept()[0])
            again = hub.line()
            assert again["run"] == hello["run"] and again["next"] > sample["seq"] + 1, again
            hub.welcome(first=sample["seq"])
            seqs, times = [], []
            while not seqs or seqs[-1] < again["next"]:
                line = hub.next("sample")
                assert line.get("full", False) == (not seqs) and "dropped" not in line
                seqs.append(line["seq"])
                times.append(line["time"])
            assert seqs == list(range(sample["seq"], sample["seq"] + len(seqs))), seqs
            assert all(500 < b - a < 1500 for a, b in zip(times, times[1:])), times

            # Stopped before the break: nothing is kept.
            hub.send(type="stop")
            hub.send(type="ping")
            hub.next("pong")
            hub.close()
            hub = Hub(server.accept()[0])
            stopped = hub.line()["next"]
            assert stopped - seqs[-1] <= 2
            hub.welcome(first=stopped, running=False)
            assert hub.is_silent_for(2)
            hub.close()


def a_hub_that_reads_nothing(program):
    """The socket fills up; the agent goes on, and says later what happened meanwhile."""
    port = free_port()
    with Agent(program, "--listen", str(port)) as agent:
        hub = connect(port)
        hub.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        hub.send(type="hello", hub="kymata/test")
        hub.line()
        hub.welcome()
        hub.send(type="processes", show="all")
        time.sleep(3)  # the state that is wanted is that of a hub that did nothing for a while
        assert agent.process.poll() is None
        seqs = [hub.next("sample")["seq"] for _ in range(4)]
        assert seqs == [1, 2, 3, 4]
        hub.send(type="stop")
        hub.send(type="ping")
        hub.next("pong")
        hub.close()


def refusals(program):
    """Wrong command lines end at once, with a word on what would be right."""
    with tempfile.TemporaryDirectory() as directory:
        path = secret_file(directory, "kym_sesame", 0o644)
        for options, word in (
            ((), "--listen and --connect"),
            (("--listen", "7100", "--connect", "hub:7000"), "--listen and --connect"),
            (("--listen", "0.0.0.0:7100"), "--key-file"),
            (("--listen", "localhost:7100"), "in numbers"),
            (("--listen", "70000"), "PORT"),
            (("--connect", "hub:7000"), "--token-file"),
            (("--connect", "hub", "--token-file", path), "HOST:PORT"),
            (("--connect", "hub:7000", "--token-file", "/nonexistent"), "No such file"),
            (("--listen", "7100", "--interval", "999"), "1000"),
            (("--listen", "7100", "--token-file", path), "--key-file"),
            (("--listen", "7100", "fast"), "fast"),
            (("--fast",), "fast"),
        ):
            result = subprocess.run(
                [program, *options], capture_output=True, text=True, timeout=PATIENCE, check=False
            )
            assert result.returncode == 2 and word in result.stderr, (options, result)
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        assert version.stdout == "kymata-agent 0.1.0\n", version
        usage = subprocess.run([program, "--help"], capture_output=True, text=True, check=True)
        assert "--listen" in usage.stdout

        # A token that others can read is warned about, and none goes to a public address.
        agent = subprocess.Popen(
            [program, "--connect", "192.0.2.1:7000", "--token-file", path], stderr=subprocess.PIPE
        )
        noise = agent.stderr.readline() + agent.stderr.readline()
        agent.terminate()
        agent.wait(PATIENCE)
        agent.stderr.close()
        assert b"others can read" in noise and b"not a private address" in noise, noise


def run(program, test):
    started = time.monotonic()
    test(program)
    return f"{program} {test.__name__}: good ({time.monotonic() - started:.0f} s)"


def main():
    tests = (listening, stopped_while_away, key, dialling, a_hub_that_reads_nothing, refusals)
    # They mostly wait: for the next second.
    with concurrent.futures.ThreadPoolExecutor(max_workers=len(tests)) as pool:
        for result in [
            pool.submit(run, program, test) for program in sys.argv[1:] for test in tests
        ]:
            print(result.result(), flush=True)


if __name__ == "__main__":
    main()
