"""A Kymata of our own: started by ./run with ports and a data directory of its own, used as people and nodes use it."""

import base64
import http.client
import json
import os
import secrets
import shutil
import socket
import time
import urllib.parse

from . import machine, processes


class Hub:
    """Runs while it is open: `with Hub() as hub`. `settings` are environment variables beside the defaults."""

    def __init__(self, name="hub", settings=None, keep=False):
        self.data = os.path.join(processes.WORK, name)
        self.settings = settings or {}
        self.password = "bench-" + secrets.token_hex(8)
        self.log = os.path.join(processes.WORK, name + ".log")
        self.cookie = None
        if not keep:
            shutil.rmtree(self.data, ignore_errors=True)
        os.makedirs(self.data, exist_ok=True)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Starts it and waits until it is ready; gives the seconds from the start to the first page."""
        self.http = machine.free_ports(3)
        self.tcp = self.http + 1
        self.node = self.http + 2
        environment = {
            "KYMATA_HTTP_PORT": str(self.http),
            "KYMATA_TCP_PORT": str(self.tcp),
            "KYMATA_NODE_PORT": str(self.node),
            "KYMATA_DATA_DIR": self.data,
            "KYMATA_ADMIN_PASSWORD": self.password,
            **self.settings,
        }
        open(self.log, "w").close()
        began = time.monotonic()
        self.program = processes.start([os.path.join(processes.ROOT, "run")], self.log, environment)
        try:
            processes.wait_for("Kymata", self._shows_login, 400, self.program)
        except RuntimeError as fault:
            raise RuntimeError(f"{fault}: {processes.tail(self.log)}") from fault
        seconds = time.monotonic() - began
        self.pid = int(open(os.path.join(self.data, "kymata.pid")).read())
        return seconds

    def _shows_login(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=5)
            connection.request("GET", "/login")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def stop(self):
        """Stops it as Ctrl-C would."""
        processes.end(self.program)
        self.cookie = None

    # --- People

    def sign_in(self):
        form = urllib.parse.urlencode({"username": "admin", "password": self.password})
        answer, _ = self._ask("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        if answer.status != 303 or not answer.getheader("Set-Cookie"):
            raise RuntimeError(f"signing in was answered with {answer.status}")
        self.cookie = "; ".join(cookie.split(";")[0] for cookie in answer.headers.get_all("Set-Cookie"))

    def _ask(self, method, path, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=120)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer, answer.read().decode()
        except (OSError, http.client.HTTPException) as fault:
            raise RuntimeError(f"{method} {path.split('?')[0]} was not answered: {fault}") from fault
        finally:
            connection.close()

    def call(self, method, path, body=None):
        """Asks the API as a signed-in person; gives the decoded answer."""
        if not self.cookie:
            self.sign_in()
        headers = {"Cookie": self.cookie, "Content-Type": "application/json"}
        answer, text = self._ask(method, path, None if body is None else json.dumps(body), headers)
        if answer.status // 100 != 2:
            raise RuntimeError(f"{method} {path} was answered with {answer.status}: {text[:300]}")
        return json.loads(text) if text else None

    def make_nodes(self, count, prefix="bench"):
        """Makes nodes; gives their ids and tokens."""
        made = [self.call("POST", "/api/nodes", {"name": f"{prefix}-{i}"}) for i in range(count)]
        return [node["id"] for node in made], [node["token"] for node in made]

    def adopt_senders(self, count):
        """Lets so many sensors send by TCP and adopts them; gives their ids."""
        ids = []
        for i in range(count):
            line = base64.b64encode(json.dumps({"sensor": f"bench{i}", "hello": 1}).encode()) + b"\n"
            with socket.create_connection(("127.0.0.1", self.tcp)) as connection:
                connection.sendall(line)
                pending = processes.wait_for("the pending node", lambda: self._pending(f"bench{i}"), 30)
            ids.append(self.call("POST", f"/api/pending-nodes/{pending}/adopt", {"name": f"sender-{i}"})["id"])
        return ids

    def _pending(self, sensor):
        return next((each["id"] for each in self.call("GET", "/api/pending-nodes")["pendingNodes"] if each["name"] == sensor), None)

    def stored(self, node, metric="n"):
        """How many readings of a metric the store holds of the last day, counted by the history."""
        span = urllib.parse.urlencode(
            {"node": node, "metric": metric, "points": 1, "from": int((time.time() - 86_400) * 1000), "to": int((time.time() + 60) * 1000)}
        )
        series = self.call("GET", "/api/readings?" + span)["series"]
        return sum(each["count"] for each in series)

    # --- The load generator

    def adapter(self, nodes=10, senders=0):
        """Makes nodes and writes an adapter for the generator; gives its file and the ids by door."""
        ids, tokens = self.make_nodes(nodes)
        sender_ids = self.adopt_senders(senders)
        topics = ",".join(json.dumps({"node": each}, separators=(",", ":")) for each in ids + sender_ids)
        with open(os.path.join(processes.BENCH, "peers", "adapters", "kymata.conf")) as template:
            text = template.read()
        for place, value in {
            "HTTP": self.http,
            "TCP": self.tcp,
            "COOKIE": self.cookie,
            "TOPICS": topics,
            "TOKENS": ",".join(tokens),
            "IDS": ",".join(ids),
            "SENDERS": ",".join(sender_ids),
        }.items():
            text = text.replace(f"@{place}@", str(value))
        path = os.path.join(self.data, "adapter.conf")
        # Tokens of this run's nodes are in it.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return path, ids, sender_ids
