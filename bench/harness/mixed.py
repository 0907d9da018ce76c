"""Load through all doors at once, and the account of it: what was acknowledged is in the store, the rest was refused."""

import time
import urllib.parse

from . import generator

SOCKETS, POSTS, LINES, PAGES = 4, 8, 4, 20


class Mix:
    """The nodes of a hub for such a load; several loads may follow each other, the account is over all of them."""

    def __init__(self, hub):
        self.hub = hub
        self.adapter, ids, senders = hub.adapter(1 + SOCKETS + POSTS, LINES)
        self.nodes = ids + senders
        self.totals = {name: [0] * len(self.nodes) for name in ("sent", "accepted", "refused", "unknown", "held_back", "closed")}

    def run(self, seconds, rate, window):
        """One load; gives what the generator reports."""
        span = urllib.parse.urlencode({"node": self.nodes[1], "metric": "n", "points": 500})
        report = generator.run(
            "Mixed", patience=seconds + 240, adapter=self.adapter, seconds=seconds, rate=rate, window=window, sockets=SOCKETS,
            posts=POSTS, lines=LINES, pages=PAGES, pid=self.hub.pid, cookie=self.hub.cookie,
            history=f"http://127.0.0.1:{self.hub.http}/api/readings?{span}",
        )
        for name, sums in self.totals.items():
            self.totals[name] = [a + b for a, b in zip(sums, report[name])]
        return report

    def account(self):
        """Counts the store when all is in it; gives the sums and a list of what does not add up."""
        stored, faults = [], []
        for i, node in enumerate(self.nodes):
            sent, accepted, refused, unknown = (self.totals[name][i] for name in ("sent", "accepted", "refused", "unknown"))
            # What was on its way as a connection ended may be there or not; all else must be exact.
            count = self._settled(node, accepted, accepted + unknown)
            stored.append(count)
            if count < accepted:
                faults.append(f"node {i}: {accepted - count} acknowledged readings are not stored")
            if count > sent - refused:
                faults.append(f"node {i}: {count - (sent - refused)} more are stored than were sent and not refused")
        sums = {name: sum(values) for name, values in self.totals.items()}
        return {**sums, "acknowledged": sums["accepted"], "stored": sum(stored), "unstored": max(0, sums["accepted"] - sum(stored)), "faults": faults}

    def _settled(self, node, least, most):
        deadline = time.monotonic() + 60
        count = self.hub.stored(node)
        while not least <= count <= most and time.monotonic() < deadline:
            time.sleep(0.5)
            count = self.hub.stored(node)
        return count
