"""What was measured, kept as JSON for the rows that are not measured again, and written as tables."""

import datetime
import json
import os
import statistics

from . import machine, processes
from .peers import PEERS

KEPT = os.path.join(processes.BENCH, "results.json")
PAGE = os.path.join(processes.BENCH, "RESULTS.md")
FIGURES = os.path.join(processes.ROOT, "docs", "figures.md")
BEGIN, END = "<!-- results: written by bench/run -->", "<!-- end of results -->"
NEAR_A_CORE = 85
# So many peers stand in the first table: the best of that row.
BEST = 3


def summary(reports):
    """Medians of what several runs reported, and what must not be averaged: losses, faults."""
    good = [each for each in reports if "failed" not in each]
    found = {"runs": len(good), "failed": [each["failed"] for each in reports if "failed" in each]}
    for name in {name for each in good for name in each}:
        values = [each[name] for each in good if name in each]
        if name in ("lost", "unstored", "closed", "refused", "dropped_by_hub"):
            found[name] = max(values, key=abs)
        elif all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
            found[name] = statistics.median(values)
        elif name in ("said", "jdk", "faults", "lives"):
            found[name] = values[-1]
    return found


def keep(row, look, entries):
    """Puts a row's summaries into the results, beside those of the other rows."""
    kept = read()
    kept[row.name] = {
        "date": datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
        "commit": machine.commit(processes.ROOT),
        "machine": machine.describe(),
        "load": machine.load(),
        "quick": look.quick,
        "entries": entries,
    }
    with open(KEPT, "w") as file:
        json.dump(kept, file, indent=1, ensure_ascii=False)
        file.write("\n")


def read():
    try:
        with open(KEPT) as file:
            return json.load(file)
    except OSError:
        return {}


def shown(value):
    if value is None:
        return "–"
    if isinstance(value, int) or value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def figures(row, found):
    if not found or not found["runs"]:
        return "failed: " + "; ".join((found or {}).get("failed", []))[:160]
    return " / ".join(shown(found.get(name)) for name in row.figures)


def ratio(row, kymata, peer):
    """How many times better Kymata is than a peer in the same run."""
    name = row.figures[0]
    if not kymata.get(name) or not peer.get(name):
        return ""
    times = kymata[name] / peer[name] if row.more_is_better else peer[name] / kymata[name]
    return f"{times:.2f} ×"


def verdict(row, kymata):
    if not kymata or not kymata["runs"] or kymata["failed"]:
        return "no"
    # Where senders keep account themselves, a connection may end: row.met looks at the account.
    if "faults" not in kymata and any(kymata.get(name, 0) for name in ("lost", "unstored", "closed")):
        return "no: readings are missing"
    return "yes" if row.met(kymata) else "no"


def remarks(found):
    said = []
    if found.get("gen_cpu_pct", 0) >= NEAR_A_CORE:
        said.append(f"generator at {found['gen_cpu_pct']:.0f} % of a core")
    for name, words in (("lost", "lost"), ("unstored", "not stored"), ("closed", "connections closed"), ("refused", "refused")):
        if found.get(name):
            said.append(f"{found[name]:,} {words}")
    said += found.get("faults", []) + found.get("failed", [])
    return "; ".join(said)


def write(rows):
    """Writes RESULTS.md, and its first table into docs/figures.md."""
    kept = read()
    table = ["| what | Kymata | goal | met | beside it, in the same run |", "|---|---|---|---|---|"]
    details = []
    for row in rows:
        if row.name not in kept:
            table.append(f"| {row.what} | not measured | {row.goal} | | |")
            continue
        entries = kept[row.name]["entries"]
        own = entries.get("kymata")
        peers = [(found, name) for name, found in entries.items() if name != "kymata" and found["runs"]]
        peers.sort(key=lambda each: each[0].get(row.figures[0], 0), reverse=row.more_is_better)
        beside = [f"{PEERS[name].title} {figures(row, found)}" for found, name in peers]
        quick = " (a short run)" if kept[row.name]["quick"] else ""
        table.append(f"| {row.what} | {figures(row, own)}{quick} | {row.goal} | {verdict(row, own)} | {'; '.join(beside[:BEST])} |")
        details += _detail(row, kept[row.name])
    with open(PAGE, "w") as file:
        file.write("# Results\n\nWritten by `bench/run`; how to read them: [README.md](README.md). Medians; losses are the maximum of all runs.\n\n")
        file.write("\n".join(table + details) + "\n")
    _into_figures("\n".join(table))


def _detail(row, kept):
    names = {"p50_ms": "p50 ms", "p99_ms": "p99 ms"}
    head = " / ".join(names.get(name, name.replace("_", " ")) for name in row.figures)
    lines = [
        "",
        f"## {row.name}: {row.what}",
        "",
        f"{kept['date']}, commit {kept['commit']}, {kept['machine']}, JDK {kept['entries'].get('kymata', {}).get('jdk', '?')}; load average {kept['load']}"
        + ("; a short run" if kept["quick"] else ""),
        "",
        f"| server | {head} | Kymata is better by | CPU of server, generator, all else (% of a core) | remarks |",
        "|---|---|---|---|---|",
    ]
    own = kept["entries"].get("kymata", {})
    for name, found in kept["entries"].items():
        title = "**Kymata**" if name == "kymata" else PEERS[name].title
        if found.get("missing"):
            lines.append(f"| {title} | not installed: {found['missing']} | | | |")
            continue
        cpu = ""
        if "gen_cpu_pct" in found:
            hub, own_cpu = found.get("hub_cpu_pct", 0), found["gen_cpu_pct"]
            rest = found["machine_busy_pct"] * os.cpu_count() - hub - own_cpu
            cpu = f"{hub:.0f}, {own_cpu:.0f}, {max(0, rest):.0f}"
        times = "" if name == "kymata" else ratio(row, own, found)
        lines.append(f"| {title} | {figures(row, found)} | {times} | {cpu} | {remarks(found)} |")
    return lines


def _into_figures(table):
    with open(FIGURES) as file:
        text = file.read()
    if BEGIN in text and END in text:
        before, rest = text.split(BEGIN, 1)
        with open(FIGURES, "w") as file:
            file.write(before + BEGIN + "\n\n" + table + "\n\n" + END + rest.split(END, 1)[1])
