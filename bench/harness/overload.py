"""Ten times the load that the hub can take: its memory, whether it lives, and the account of every reading."""

import threading

from . import machine
from .hub import Hub
from .mixed import Mix

CALIBRATION_SECONDS = 10
NO_WINDOW = 1_000_000
GROWTH_MB = 64


class Memory(threading.Thread):
    """Memory of a process every two seconds, until it is told to end: resident in all, and its own without mapped files."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.all, self.own, self.ended = pid, [], [], threading.Event()
        self.start()

    def run(self):
        while not self.ended.wait(2):
            try:
                self.own.append(machine.own_mb(self.pid))
                self.all.append(machine.resident_mb(self.pid))
            except OSError:
                return

    def growth(self):
        """How much more of its own it has in the last third than in the second, on average."""
        third = len(self.own) // 3
        last, middle = self.own[2 * third :], self.own[third : 2 * third]
        return sum(last) / len(last) - sum(middle) / len(middle) if third else 0.0


def flood(look):
    """First what it can take, by senders that wait for answers; then ten times as much by senders that do not."""
    seconds = look.minutes * 60
    with Hub("hub") as hub:
        mix = Mix(hub)
        first = mix.run(3 if look.quick else CALIBRATION_SECONDS, 1e9, 16)
        capacity = sum(first["accepted"]) / first["seconds"]
        memory = Memory(hub.pid)
        report = mix.run(seconds, 10 * capacity, NO_WINDOW)
        memory.ended.set()
        lives = hub.program.poll() is None
        account = mix.account() if lives else {"faults": ["the hub is dead"]}
        return {
            **{name: value for name, value in report.items() if not isinstance(value, list)},
            **account,
            "capacity_per_s": capacity,
            "rss_max_mb": max(memory.all, default=0),
            "own_max_mb": max(memory.own, default=0),
            "own_growth_mb": memory.growth(),
            "lives": lives,
            "jdk": machine.jdk_of(hub.pid) if lives else "?",
        }


def holds(found):
    """Alive, nothing acknowledged is missing, and memory that no longer grew in the last third."""
    return found.get("lives") and not found.get("faults") and found["own_growth_mb"] < GROWTH_MB
