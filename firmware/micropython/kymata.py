"""Sends readings to a Kymata hub over HTTP, and does what it is told there. For MicroPython on any
board with a network, and for its Unix port; needs nothing but the modules that are built in.

    import kymata
    hub = kymata.Hub("http://192.168.1.10:8080/api/readings", "kym_...")
    hub.send("temperature", 21.5, unit="°C")

Over https with the certificate of the hub's own authority (copy it from the hub's /ca.crt to the board):

    hub = kymata.Hub("https://hub.local:8080/api/readings", "kym_...", ca="kymata-ca.crt")

    hub.hello([{"name": "togglerele", "kind": "switch", "metric": "relay"}])
    hub.obey({"togglerele": lambda arguments: toggle()}, wait=3)
"""

import json
import socket

# A hub that does not answer must not stop the sensor for longer.
TIMEOUT_SECONDS = 10

# A command with arguments of 4 KiB, and what HTTP puts before it.
MAX_ANSWER = 8192


class Refused(Exception):
    """The hub did not take a reading; the text says why."""


class Hub:
    """A hub and the token that it gave to this node."""

    def __init__(self, url, token, ca=None):
        """url: where the hub takes readings; token: of this node

        ca: file (PEM) of the authority that the hub's certificate must be signed by; needed for https
        """
        scheme, _, host, path = url.split("/", 3)
        if scheme not in ("http:", "https:"):
            raise ValueError("url must begin with http:// or https://")
        self.tls = _tls(ca) if scheme == "https:" else None
        self.path = "/" + path
        self.host, _, port = host.partition(":")
        self.port = int(port or (80 if self.tls is None else 443))
        self.token = token
        self.done = None

    def send(self, metric, value, unit=None, time=None):
        """Sends one reading; returns when the hub has it on disk.

        value: number, bool, or text of at most 256 characters
        time: epoch seconds; None means now by the hub's clock, which suits boards without one
        Raises Refused with the hub's reason, OSError when it cannot be reached.
        """
        reading = {"metric": metric, "value": value}
        if unit is not None:
            reading["unit"] = unit
        if time is not None:
            reading["time"] = time
        self._post(self.path, reading)

    def hello(self, actions):
        """Tells the hub what this node can do; people then see it as switches and buttons.

        actions: dicts with "name", "kind" ("switch" or "button"), and where there are such "metric", which
        shows the state, and "label", for people
        """
        self._post(self._at("hello"), {"actions": actions})

    def obey(self, callbacks, wait=0):
        """Does the next command, if there is one, and tells the hub what became of it.

        callbacks: a function for each action's name; it gets the arguments, a dict, and raises Refused with
        a reason where it will not do it
        wait: for so many seconds, at most 60, it waits for a command
        Returns whether there was one. Send a reading that shows the state then: it is the proof.
        """
        status, answer = self._exchange("GET", self._at("next?wait=%d" % wait), b"", wait)
        if status == 204:
            return False
        if status != 200:
            raise Refused(answer)
        command = json.loads(answer)
        self._post(self._at(command["id"] + "/ack"), self._outcome(command, callbacks))
        return True

    def _outcome(self, command, callbacks):
        # The hub says it again when the word of it was lost: that is no second command.
        if command["id"] != self.done:
            if command["action"] not in callbacks:
                return {"done": False, "reason": "this node has no such action"}
            try:
                callbacks[command["action"]](command["arguments"])
            except Refused as e:
                return {"done": False, "reason": str(e)}
            self.done = command["id"]
        return {"done": True}

    def _at(self, place):
        return self.path[: self.path.rindex("/") + 1] + "commands/" + place

    def _post(self, path, message):
        status, answer = self._exchange("POST", path, json.dumps(message).encode(), 0)
        if status not in (200, 204):
            raise Refused(answer)

    def _exchange(self, method, path, body, wait):
        address = socket.getaddrinfo(self.host, self.port, 0, socket.SOCK_STREAM)[0][-1]
        connection = socket.socket()
        try:
            if hasattr(connection, "settimeout"):
                connection.settimeout(TIMEOUT_SECONDS + wait)
            connection.connect(address)
            request = self._head(method, path, len(body)) + body
            if self.tls is None:
                connection.send(request)
                return _answer(connection.recv)
            connection = self.tls.wrap_socket(connection, server_hostname=self.host)
            connection.write(request)
            return _answer(connection.read)
        finally:
            connection.close()

    def _head(self, method, path, length):
        return (
            "%s %s HTTP/1.0\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
            "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % (method, path, self.host, self.token, length)
        ).encode()


def _tls(ca):
    """Returns what checks that the hub is the hub. Boards know no authority but the one in the file."""
    if ca is None:
        raise ValueError("https needs ca, the file of the hub's authority")
    import ssl
    from binascii import a2b_base64

    with open(ca) as file:
        lines = file.read().split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_mode = ssl.CERT_REQUIRED
    # As bytes: not every board reads the text form.
    context.load_verify_locations(cadata=a2b_base64("".join(lines.split())))
    return context


def _answer(read):
    """Returns the status and the body; HTTP/1.0, so the end of the stream ends the body."""
    data = b""
    while len(data) < MAX_ANSWER:
        part = read(512)
        if not part:
            break
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/"):
        raise OSError("the hub's answer is not HTTP")
    return int(head.split(b" ", 2)[1]), body.decode()
