"""The page ``docs/speed.md``: what was measured, beside what was hoped for, between two marks; the rest is by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plate.table import foods

PAGE = Path(__file__).parents[2] / "docs" / "speed.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SHOWN = {
    "libroadrunner": "libroadrunner (SBML, CVODE)",
    "numbalsoda": "numbalsoda (LSODA, compiled equations)",
    "pydiffsol": "pydiffsol (BDF, compiled equations)",
    "diffrax": "diffrax (64 persons at once; its fastest method)",
    "scipy_lsoda": "scipy LSODA, equations in plain Python",
    "scipy_lsoda_organs": "scipy LSODA, the organs' own functions",
}
TARGETS = {
    "week": {"libroadrunner": 30, "numbalsoda": 15, "pydiffsol": 18, "diffrax": 13, "scipy_lsoda": 200},
    "year": {"libroadrunner": 25, "numbalsoda": 10, "pydiffsol": 10, "diffrax": 100, "scipy_lsoda": 150},
}
PACE = "the pace of a shared host changes by up to 1.6 times between half hours; in other runs of the day"
WHY: dict[str, str] = {
    "simulation.two_cores.ratio": f"{PACE} it was 1.5 to 1.9, and two Python loops at once ran 1.4 to 2.0 times one.",
    "simulation.assess_warm_s": f"{PACE} it took 0.80 s to 1.3 s, with 20 pools. Half of it is loading.",
    "simulation.posterior_s": "the body had 20 pools when it took 0.36 s to 0.44 s; it has 32 now, with steep gates.",
    "simulation.peak_share": f"{PACE} it was 25 to 34 %.",
}
"""Why a target is not reached, by the name of its result; written by whoever found out."""


@dataclass(frozen=True)
class Target:
    """One row of the second table: a result, what it is, and what was hoped for."""

    name: str
    what: str
    hoped: str
    reached: Callable[[float], bool]
    shown: Callable[[float], str] = lambda value: f"{value:.3g} s"


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _below(most: float) -> Callable[[float], bool]:
    return lambda value: value < most


def _at_least(least: float) -> Callable[[float], bool]:
    return lambda value: value >= least


OTHERS = (
    Target("two_cores.ratio", "two cores against one, week", "1.8 times", _at_least(1.8), lambda v: f"{v:.2f} times"),
    Target("million_person_years_s", "a million person-years, monthly summaries, two cores", "60 s", _below(60)),
    Target("million_person_years_peak_gb", "its peak of memory", "1 GB", _below(1), lambda v: f"{v:.2g} GB"),
    Target("posterior_s", "posterior of a laboratory, 16,384 draws and their year", "0.5 s", _below(0.5)),
    Target("start_first_s", "first person ever: NumPy answers, kernels are built beside it", "5 s", _below(5)),
    Target("start_first_kernels_s", "first person ever, waiting for the kernels", "-", lambda v: True),
    Target("start_later_s", "first person in a later process", "1 s", _below(1)),
    Target("start_after_edit_s", "first person after an edited organ", "2 s", _below(2)),
    Target("peak_share", "share of the measured peak of arithmetic, week", "25 %", _at_least(0.25), _share),
    Target("peak_share_few_outputs", "the same with two outputs instead of 169", "25 %", _at_least(0.25), _share),
    Target("assess_warm_s", "`epsom assess` of the example, a whole process, kernels kept", "1 s", _below(1)),
    Target("assess_again_s", "the same in a process that has done one", "-", lambda v: True),
)


def write(content: dict[str, Any]) -> None:
    """Write the tables between the marks of the page."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{measured(content)}\n{END}{after}", "utf-8")


def measured(content: dict[str, Any]) -> str:
    """Return all tables as Markdown."""
    run = content["runs"]["simulation"]
    results, lost = content["results"], content["not_measured"]
    machine = run["machine"]
    idle = results["simulation.idle_median"], results["simulation.idle_least"]
    head = (
        f"Measured on {run['date']} with Epsom {run['epsom']} on {machine['cores']} cores of {machine['processor']},"
        f" {machine['system']}, Python {machine['python']}. While a simulator ran, other work left"
        f" {_share(idle[0])} of the machine alone in the middle run, {_share(idle[1])} in the busiest.\n"
    )
    parts = [head, *(peers(scenario, results, lost) for scenario in TARGETS), others(results, lost)]
    parts.append(foods(results, lost))
    return "\n".join(parts)


def peers(scenario: str, results: dict[str, float], lost: dict[str, str]) -> str:
    """Return the table of a scenario."""
    return "\n".join((*_peers(scenario, results, lost), ""))


def _peers(scenario: str, results: dict[str, float], lost: dict[str, str]) -> Iterator[str]:
    at = f"simulation.{scenario}"
    yield f"### The {scenario}\n"
    yield "| simulator | persons/s | error rms | largest | ratio | at equal error | hoped for | reached |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
    ours = (results[f"{at}.{key}"] for key in ("persons_per_s", "rms_error", "max_error"))
    yield "| **Epsom** | " + " | ".join(map(_number, ours)) + " | | | | |"
    notes: list[str] = []
    for peer, shown in SHOWN.items():
        key = f"{at}.{peer}"
        hoped = TARGETS[scenario].get(peer)
        goal = "" if hoped is None else f"{hoped} times"
        if f"{key}.ratio" not in results:
            yield f"| {shown} | not measured | | | | | {goal} | |"
            notes.append(f"{shown} was not measured: {lost.get(f'{key}.ratio', 'no run yet')}.")
            continue
        numbers = " | ".join(_number(results[f"{key}.{each}"]) for each in ("persons_per_s", "rms_error", "max_error"))
        ratio, equal = results[f"{key}.ratio"], results[f"{key}.ratio_at_equal_error"]
        reached = "" if hoped is None else _reached(ratio >= hoped, equal >= hoped)
        yield f"| {shown} | {numbers} | {ratio:.3g} | {equal:.3g} | {goal} | {reached} |"
        if results[f"{key}.our_tolerance"] < 1e-6:
            notes.append(f"Against {shown} ours ran at a tolerance of {results[f'{key}.our_tolerance']:.2g}.")
        if hoped is not None and ratio < hoped:
            smaller = results[f"{key}.rms_error"] / results[f"{key}.our_rms_error"]
            notes.append(f"{shown}: at the same tolerance our rms error is {smaller:.2g} times smaller than theirs.")
            notes += [f"{shown}: {WHY[f'{key}.ratio']}"] if f"{key}.ratio" in WHY else []
    yield ""
    rate, few = results[f"{at}.persons_per_s"], results[f"{at}.few_outputs.persons_per_s"]
    yield f"Ours tried {results[f'{at}.attempts']:.0f} steps for each person. With two outputs instead of all it does"
    yield f"{_number(few)} persons/s, so that outputs take {_share(1 - rate / few)} of its time."
    yield from ("", *(f"- {note}" for note in notes)) if notes else ()


def _reached(nominal: bool, equal: bool) -> str:
    return "yes" if nominal else "at equal error" if equal else "**no**"


def others(results: dict[str, float], lost: dict[str, str]) -> str:
    """Return the table of everything else."""
    lines = ["### What users wait for", "", "| what | measured | hoped for | reached |", "| --- | ---: | ---: | --- |"]
    notes: list[str] = []
    for target in OTHERS:
        name = f"simulation.{target.name}"
        if name not in results:
            lines.append(f"| {target.what} | not measured | {target.hoped} | |")
            notes.append(f"Not measured: {target.what}: {lost.get(name, 'no run yet')}.")
            continue
        good = target.reached(results[name])
        word = "" if target.hoped == "-" else "yes" if good else "**no**"
        lines.append(f"| {target.what} | {target.shown(results[name])} | {target.hoped} | {word} |")
        if not good and name in WHY:
            notes.append(f"{target.what}: {WHY[name]}")
    peak, each = results["simulation.peak_gflops"], results["simulation.flops_per_attempt"]
    lines += ["", f"The peak is {peak:.3g} GFLOP/s on one core; one tried step is {each:,.0f} operations a person."]
    lines += ["", *(f"- {note}" for note in notes)] if notes else []
    return "\n".join((*lines, ""))


def _number(value: float) -> str:
    return f"{value:.1e}" if value < 0.01 else f"{float(f'{value:.3g}'):,.10g}"
