"""``python3 dev.py bench simulation``: the peers, the starts, the tasks; then the results and the page."""

from __future__ import annotations

import os

os.environ["EPSOM_WAY"] = "vector"

from speed import contest, flops, page, peers, results, starts, tasks
from speed.results import say


def main() -> None:
    """Measure everything in one run, keep it, and write it on the page."""
    try:
        missing = peers.install()
    except peers.NotMeasured as error:
        missing = {name: str(error) for name in contest.PEERS if name not in peers.OURS}
        say(f"Only scipy is measured beside us: {error}")
    found: dict[str, float] = {}
    lost: dict[str, str] = {}
    say("First starts ...")
    found |= starts.starts()
    peak = flops.Peak()
    held = contest.held(peak.measure, missing)
    found |= held.found | arithmetic(held, peak)
    for peer, why in held.missing.items():
        lost |= {f"simulation.{scenario}.{peer}.ratio": why for scenario in contest.PERSONS}
    for name, task in tasks.TASKS.items():
        say(f"{name.removeprefix('simulation.').removesuffix('_s').replace('_', ' ')} ...")
        try:
            found |= task()
        except Exception as error:
            say(f"Not measured: {name}: {error}")
            lost[name] = f"{type(error).__name__}: {error}"
    content = results.merge("simulation", found, lost)
    page.write(content)
    for name, value in sorted(found.items()):
        print(f"{value:12.4g}  {name}")
    say("Written: benchmarks/results.json and docs/speed.md")


def arithmetic(held: contest.Contest, peak: flops.Peak) -> dict[str, float]:
    """Return the rate of arithmetic in the week, as contested and with two outputs, and its share of the peak."""
    each = flops.attempt(0)
    work = each * held.found["simulation.week.attempts"] / 1e9
    rates = {
        "": held.found["simulation.week.persons_per_s"],
        "_few_outputs": held.found["simulation.week.few_outputs.persons_per_s"],
    }
    found = {"simulation.flops_per_attempt": float(each), "simulation.peak_gflops": peak.gflops}
    for name, rate in rates.items():
        found[f"simulation.gflops{name}"] = work * rate
        found[f"simulation.peak_share{name}"] = work * rate / peak.gflops
    return found
