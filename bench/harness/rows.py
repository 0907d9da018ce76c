"""The rows of the results: what is measured, of whom, and what Kymata shall reach."""

from . import dashboard, overload, starting
from .measure import NO_GAP, flood, hub_load, peer_load

FAN_OUT = {"rate": 100, "pages": 200}
TO_ALL = ["mosquitto", "ws", "socketio", "websockets", "node-red", "flask-socketio", "bottle"]
# How a peer's nodes send when nothing is said.
DOORS = {"mosquitto": "mqtt", "socketio": "sio", "flask-socketio": "sio", "bottle": "http", "bottle-sqlite": "http"}


def door(peer):
    return DOORS.get(peer.name, "ws")


class Row:
    """One row. `figures` are the names of what is compared, the first of which the goal and the ratio are about."""

    def __init__(self, name, what, goal, figures, kymata, peers=(), peer=None, met=None, more_is_better=False, repeats=3):
        self.name, self.what, self.goal, self.figures = name, what, goal, figures
        self.kymata, self.peers, self.peer, self.met = kymata, list(peers), peer, met
        self.more_is_better, self.repeats = more_is_better, repeats


def _fan_out(peer, look):
    return peer_load(peer, "rate", look, pub=door(peer), nodes=4 if door(peer) == "http" else 1, **FAN_OUT)


def _deliveries(peer, look):
    return peer_load(peer, "flood", look, pub=door(peer), nodes=4 if door(peer) == "http" else 1, pages=200, window=64)


def _post(peer, look):
    return flood(peer, look, pub="http", nodes=16, window=256)


def _below(**limits):
    return lambda r: all(r.get(name, 1e9) <= limit for name, limit in limits.items())


def _above(least):
    return lambda r: r["readings_per_s"] >= least


ROWS = [
    Row(
        "fanout", "100 readings/s to 200 browsers, sent → received, live gap 0", "p50 ≤ 5, p99 ≤ 12 ms", ["p99_ms", "p50_ms"],
        lambda look: hub_load("rate", look, NO_GAP, nodes=1, pub="ws", **FAN_OUT), TO_ALL, _fan_out, _below(p50_ms=5, p99_ms=12),
    ),
    Row(
        "fanout-default", "the same with the default gap", "p99 ≤ 30 ms", ["p99_ms", "p50_ms"],
        lambda look: hub_load("rate", look, nodes=1, pub="ws", **FAN_OUT), met=_below(p99_ms=30),
    ),
    Row(
        "deliveries", "most readings delivered per second, 200 browsers", "≥ 750,000/s", ["deliveries_per_s"],
        lambda look: hub_load("flood", look, nodes=1, pub="ws", pages=200, window=512),
        TO_ALL, _deliveries, lambda r: r["deliveries_per_s"] >= 750_000, True,
    ),
    Row(
        "ws", "readings per second in, WebSocket, one a frame, 10 nodes", "≥ 35,000/s committed", ["readings_per_s"],
        lambda look: hub_load("flood", look, pub="ws", count="newest", window=8192),
        ["mosquitto", "ws", "node-red", "socketio", "websockets", "websockets-sqlite"],
        lambda peer, look: flood(peer, look, pub=door(peer), nodes=10), _above(35_000), True,
    ),
    Row(
        "ws100", "the same in frames of 100", "≥ 300,000/s committed", ["readings_per_s"],
        lambda look: hub_load("flood", look, pub="ws100", count="newest", window=50_000), met=_above(300_000), more_is_better=True,
    ),
    Row(
        "tcp", "the same by TCP lines, base64 JSON", "≥ 100,000/s committed", ["readings_per_s"],
        lambda look: hub_load("flood", look, nodes=1, senders=10, pub="tcp", count="newest", window=20_000),
        ["ws"], lambda peer, look: flood(peer, look, pub="tcp", nodes=10), _above(100_000), True,
    ),
    Row(
        "post", "the same by HTTP POST, one each, 16 connections", "≥ 12,000/s committed", ["readings_per_s"],
        lambda look: hub_load("flood", look, nodes=16, pub="http", count="newest"),
        ["bottle", "bottle-sqlite", "socketio", "node-red", "ws", "flask-socketio"], _post, _above(12_000), True,
    ),
    Row(
        "ack", "sent → acknowledged after the commit, 1,000 readings/s, 10 nodes", "p99 ≤ 15 ms", ["p99_ms", "p50_ms"],
        lambda look: hub_load("acks", look, pub="ack", rate=1000, pages=1), met=_below(p99_ms=15),
    ),
    Row(
        "history", "30 days at 1 Hz into 1,000 buckets, over HTTP, first byte to last", "≤ 60 ms", ["p50_ms", "p99_ms"],
        dashboard.history, met=_below(p50_ms=60), repeats=1,
    ),
    Row(
        "dashboard", "dashboard of 100 series × 24 h at 1 Hz, all sparklines", "≤ 300 ms", ["page_ms", "page_24h_ms"],
        dashboard.sparklines, met=_below(page_ms=300), repeats=1,
    ),
    Row(
        "start", "start to first page, second start", "≤ 5 s", ["start_s"],
        starting.second_start, ["node-red"], starting.peer_start, _below(start_s=5),
    ),
    Row(
        "rss", "resident memory, idle with 10 nodes / under the fan-out", "≤ 350 / ≤ 450 MiB", ["idle_mb", "fanout_mb"],
        starting.memory, ["node-red"], starting.peer_memory, _below(idle_mb=350, fanout_mb=450),
    ),
    Row(
        "stalled", "one stalled browser among 200: p99 of the others over that without it", "≤ 1.2 ×", ["ratio", "p99_ms", "p99_without_ms"],
        starting.stalled, met=_below(ratio=1.2),
    ),
    Row(
        "overload", "ten times the load it can take, ten minutes", "memory bounded, no crash, what is acknowledged is stored, the rest refused or counted",
        ["rss_max_mb", "own_max_mb", "acknowledged", "stored", "refused"], overload.flood, met=overload.holds, repeats=1,
    ),
]
BY_NAME = {row.name: row for row in ROWS}
