"""Rows about a server's start, its memory, and a browser that takes nothing."""

import http.client
import time

from . import generator, machine, processes
from .hub import Hub
from .measure import NO_GAP, hub_load

FAN_OUT = {"rate": 100, "pages": 200}
TEN_NODES = {"rate": 10, "nodes": 10, "pages": 0, "pub": "ws"}


def second_start(look):
    """From ./run to the first page, with a data directory that was used before."""
    hub = Hub("hub")
    hub.start()
    jdk = machine.jdk_of(hub.pid)
    hub.stop()
    seconds = hub.start()
    hub.stop()
    return {"start_s": seconds, "jdk": jdk}


def peer_start(peer, look):
    began = time.monotonic()
    with peer as server:
        processes.wait_for(peer.title, lambda: _has_page(server.port), 60, server.program)
        return {"start_s": time.monotonic() - began}


def _has_page(port):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/")
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False


def memory(look):
    """Of a hub with ten nodes that send one reading a second each and nobody watching; then under the fan-out."""
    with Hub("hub") as hub:
        adapter, _, _ = hub.adapter(10)
        idle = generator.run("Load", "rate", adapter=adapter, pid=hub.pid, **TEN_NODES, **_long(look))
        busy = generator.run("Load", "rate", adapter=adapter, pid=hub.pid, pub="ws", **FAN_OUT, **_long(look))
        return {"idle_mb": idle["hub_rss_mb"], "fanout_mb": busy["hub_rss_mb"], "lost": busy["lost"], "jdk": machine.jdk_of(hub.pid)}


def peer_memory(peer, look):
    with peer as server:
        idle = generator.run("Load", "rate", adapter=server.adapter(), pid=server.pid, **TEN_NODES, **_long(look))
        busy = generator.run("Load", "rate", adapter=server.adapter(), pid=server.pid, pub="ws", **FAN_OUT, **_long(look))
        return {"idle_mb": idle["hub_rss_mb"], "fanout_mb": busy["hub_rss_mb"], "lost": busy["lost"]}


def _long(look):
    return {"seconds": 5 if look.quick else 30, "warm_up": 1 if look.quick else 5}


def stalled(look):
    """p99 of 199 browsers beside one that stopped reading, over p99 of 199 alone; its buffers are full by then."""
    without = hub_load("rate", look, NO_GAP, nodes=1, pub="ws", rate=100, pages=199)
    full = type(look)(look.quick)
    full.warm_up = 15
    beside = hub_load("rate", full, NO_GAP, nodes=1, pub="ws", rate=100, pages=200, stalled=1)
    return {
        "ratio": beside["p99_ms"] / without["p99_ms"],
        "p99_ms": beside["p99_ms"],
        "p99_without_ms": without["p99_ms"],
        **{name: without[name] + beside[name] for name in ("lost", "unstored", "sent", "stored")},
        "jdk": beside["jdk"],
    }
