"""What each row measures: once, of Kymata or of a peer, with a server started for it alone."""

import time

from . import generator, machine
from .hub import Hub

# Set by bench/profile: called with the hub when its load begins, gives what is to be called at its end.
PROFILE = None

NO_GAP = {"KYMATA_LIVE_TICK": "PT0S"}


class Look:
    """How long to look: the whole of it, or with `--quick` enough to see that all works."""

    def __init__(self, quick, minutes=10):
        self.quick = quick
        self.minutes = 0.5 if quick else minutes
        self.seconds = 3 if quick else 8
        self.warm_up = 2 if quick else 5

    def span(self):
        return {"seconds": self.seconds, "warm_up": self.warm_up}


def peer_load(peer, mode, look, **options):
    """One look at a peer by the generator."""
    with peer as server:
        return generator.run("Load", mode, adapter=server.adapter(), pid=server.pid, **look.span(), **options)


def hub_load(mode, look, settings=None, nodes=10, senders=0, **options):
    """One look at a hub of its own, whose store is counted afterwards: each reading sent must be in it, and once."""
    with Hub("hub", settings) as hub:
        adapter, ids, sender_ids = hub.adapter(nodes, senders)
        finish = PROFILE(hub) if PROFILE else None
        report = generator.run(
            "Load", mode, adapter=adapter, pid=hub.pid, nodes=senders or nodes, **look.span(), **options
        )
        if finish:
            finish()
        used = sender_ids or ids
        # The store is asked until nothing more comes: what is on its way at the end is committed within a moment.
        deadline = time.monotonic() + 60
        sent = report["sent"] - report["refused"]
        stored = sum(map(hub.stored, used))
        while stored < sent and time.monotonic() < deadline:
            time.sleep(0.5)
            stored = sum(map(hub.stored, used))
        report["stored"] = stored
        report["unstored"] = sent - stored
        report["jdk"] = machine.jdk_of(hub.pid)
    return report


def flood(peer, look, **options):
    """Readings a second in, at a peer: each seen by a page that listens."""
    return peer_load(peer, "flood", look, pages=1, **options)
