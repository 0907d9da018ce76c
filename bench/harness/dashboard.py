"""Rows about history: a hub whose store holds weeks of readings, and what its pages fetch from it."""

import glob
import os
import subprocess
import time
import urllib.parse

from . import generator, machine, processes
from .hub import Hub

DAY = 86_400
# As js/dashboard/sparkline.js and seeder.js have it.
SPARKLINE_SECONDS, SPARKLINE_POINTS, AT_ONCE = 300, 120, 4


def filled(look, nodes, seconds):
    """A hub, not started, whose nodes have a reading each second up to now, as if they had come in time.

    By a door they would come late, all on one day: so they are put into the store's files while the hub is stopped, by
    the store's own engine, in the order and with the times that the intake would have given them.
    """
    hub = Hub("hub")
    hub.start()
    ids, tokens = hub.make_nodes(nodes)
    hub.stop()
    libraries = glob.glob(os.path.join(processes.ROOT, "target/payara/server/libraries/questdb-*.jar"))
    if not libraries:
        raise RuntimeError("the store's engine is not in target/payara/server/libraries")
    classes = os.path.join(processes.WORK, "fill")
    source = os.path.join(processes.BENCH, "fill", "Fill.java")
    os.makedirs(classes, exist_ok=True)
    subprocess.run([generator.java("javac"), "--release", "17", "-cp", libraries[0], "-d", classes, source], check=True)
    listed = os.path.join(hub.data, "series.txt")
    with open(listed, "w") as file:
        file.write("\n".join(f"{each}:temperature" for each in ids))
    command = [generator.java(), "--add-exports=java.base/jdk.internal.math=ALL-UNNAMED", "-cp", f"{classes}:{libraries[0]}", "Fill"]
    command += [os.path.join(hub.data, "telemetry"), listed, str(int(time.time())), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the store could not be filled: {(done.stderr or done.stdout)[-300:]}")
    hub.start()
    return hub, ids


def _fetch(hub, paths, times, at_once):
    hub.sign_in()
    listed = os.path.join(hub.data, "paths.txt")
    with open(listed, "w") as file:
        file.write("\n".join(paths))
    return generator.run("Fetch", port=hub.http, cookie=hub.cookie, paths=listed, times=times, at_once=at_once)


def _address(node, seconds, points):
    now = int(time.time() * 1000)
    return "/api/readings?" + urllib.parse.urlencode({"node": node, "metric": "temperature", "from": now - seconds * 1000, "points": points})


def history(look):
    """One series of 30 days at 1 Hz into 1,000 buckets."""
    days = 1 if look.quick else 30
    hub, ids = filled(look, 1, days * DAY)
    try:
        report = _fetch(hub, [_address(ids[0], days * DAY + 3_600, 1_000)], 5 if look.quick else 51, 1)
        stored = hub.stored(ids[0], "temperature")
        if not 900 <= report["points"] <= 1_001 or stored < 0.9 * DAY:
            raise RuntimeError(f"{report['points']} buckets of {stored} readings a day are not what was asked for")
        return {**report, "jdk": machine.jdk_of(hub.pid)}
    finally:
        hub.stop()


def sparklines(look):
    """What the dashboard asks for with 100 cards in sight: the nodes, then the history of each, four at a time."""
    nodes, seconds = (10, 3_600) if look.quick else (100, DAY)
    hub, ids = filled(look, nodes, seconds)
    try:
        times = 3 if look.quick else 21
        registry = _fetch(hub, ["/api/nodes"], times, 1)
        lines = _fetch(hub, [_address(each, SPARKLINE_SECONDS, SPARKLINE_POINTS) for each in ids], times, AT_ONCE)
        day = _fetch(hub, [_address(each, seconds, SPARKLINE_POINTS) for each in ids], times, AT_ONCE)
        if day["points"] < nodes * 0.9 * SPARKLINE_POINTS:
            raise RuntimeError(f"{day['points']} points for {nodes} lines are not what was asked for")
        return {
            "page_ms": registry["round_ms"] + lines["round_ms"],
            "page_24h_ms": registry["round_ms"] + day["round_ms"],
            "page_max_ms": registry["round_max_ms"] + lines["round_max_ms"],
            "bytes": registry["bytes"] + lines["bytes"],
            "jdk": machine.jdk_of(hub.pid),
        }
    finally:
        hub.stop()
