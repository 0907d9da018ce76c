"""Sends readings to a Kymata hub over HTTP. For MicroPython on any board with a network, and for
its Unix port; needs nothing but the modules that are built in.

    import kymata
    hub = kymata.Hub("http://192.168.1.10:8080/api/readings", "kym_...")
    hub.send("temperature", 21.5, unit="°C")
"""

import json
import socket

# A hub that does not answer must not stop the sensor for longer.
TIMEOUT_SECONDS = 10


class Refused(Exception):
    """The hub did not take a reading; the text says why."""


class Hub:
    """A hub and the token that it gave to this node."""

    def __init__(self, url, token):
        scheme, _, host, path = url.split("/", 3)
        if scheme != "http:":
            raise ValueError("url must begin with http://")
        self.path = "/" + path
        self.host, _, port = host.partition(":")
        self.port = int(port or 80)
        self.token = token

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
        status, answer = self._post(json.dumps(reading).encode())
        if status != 200:
            raise Refused(answer)

    def _post(self, body):
        address = socket.getaddrinfo(self.host, self.port, 0, socket.SOCK_STREAM)[0][-1]
        connection = socket.socket()
        try:
            if hasattr(connection, "settimeout"):
                connection.settimeout(TIMEOUT_SECONDS)
            connection.connect(address)
            connection.send(self._head(len(body)) + body)
            return _answer(connection)
        finally:
            connection.close()

    def _head(self, length):
        return (
            "POST %s HTTP/1.0\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
            "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % (self.path, self.host, self.token, length)
        ).encode()


def _answer(connection):
    """Returns the status and the body; HTTP/1.0, so the end of the stream ends the body."""
    data = b""
    while len(data) < 4096:
        part = connection.recv(512)
        if not part:
            break
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/"):
        raise OSError("the hub's answer is not HTTP")
    return int(head.split(b" ", 2)[1]), body.decode()
